//! Record ─► output: JSON, CSV, HTML, brat stand-off, the terminal view.
//!
//! Every writer is a function of one [`Record`](crate::Record) and gives a string,
//! so that what is done with it (a file, a socket, a Python object) is the caller's
//! choice and memory holds one page at a time. Writers never fail and never panic:
//! a span that does not fit the page's text is shown as no words at all.
//!
//! | module | for | offsets |
//! | --- | --- | --- |
//! | [`json`] | programs: the whole record, with a schema | any [`OffsetUnit`](crate::OffsetUnit) |
//! | [`csv`] | spreadsheets and statistics: a row a statement | any |
//! | [`brat`] | annotation tools: stand-off files | code points |
//! | [`html`] | people: one page for the browser | – |
//! | [`terminal`] | people: the view of `whosaid read` | – |

pub mod brat;
pub mod csv;
pub mod html;
pub mod json;
mod marks;
pub mod terminal;
#[cfg(test)]
pub(crate) mod testing;
mod wrap;
