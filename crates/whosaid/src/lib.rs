//! Whosaid reads news pages and returns the record of who said what.
//!
//! ```text
//! bytes ─► Page ─► Tokens ─► Tags ─► Statements ─► Speakers ─► Thread ─► Record
//!      read    segment   tag     link          resolve     answer    write
//! ```
//!
//! One module for each arrow; each takes the piece before it and returns the
//! next; nothing reaches back.

pub mod answer;
mod calendar;
mod lines;
pub mod link;
mod lists;
pub mod people;
pub mod read;
mod reader;
pub mod record;
pub mod resolve;
pub mod segment;
mod span;
pub mod tag;
pub mod write;

pub use answer::{Quoted, QuotedFrom, Reply};
pub use people::{People, PeopleError};
pub use read::{
    Block, BlockKind, Comment, CommentGroup, Hints, How, Input, InputKind, Page, Parent, Quote, ReadError,
};
pub use reader::{ModelError, Reader};
pub use record::{
    Attributed, Evidence, MOST_CANDIDATES, Record, Speaker, SpeakerKind, Statement, StatementKind,
};
pub use span::{OffsetMap, OffsetUnit, Span};
