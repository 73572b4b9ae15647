//! Pages ─► records, on several threads, in the order of the input.
//!
//! The thread that reads the input hands every page to a worker and, in the same
//! order, a promise of its record to whoever writes. Both queues are short, so
//! however many pages there are, memory holds a few for each thread.

use crate::input::Item;
use std::any::Any;
use std::cell::RefCell;
use std::num::NonZeroUsize;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;
use whosaid::{Hints, Page, Record};

/// Pages in the queues, for each thread.
const AHEAD: usize = 4;

/// What has become of an item.
pub enum Outcome {
    Record(Box<Record>),
    Failed { name: String, reason: String },
}

struct Job {
    item: Item,
    promise: SyncSender<Outcome>,
}

/// Reads every item with `read`, on so many threads, and hands the outcomes to `finish`, in order.
pub fn run(
    items: impl Iterator<Item = Item> + Send,
    read: impl Fn(&Page) -> Record + Sync,
    threads: NonZeroUsize,
    mut finish: impl FnMut(Outcome),
) {
    remember_panics();
    let queue = threads.get().saturating_mul(AHEAD);
    let (jobs, waiting) = mpsc::sync_channel::<Job>(queue);
    let (promises, promised) = mpsc::sync_channel::<Receiver<Outcome>>(queue);
    let waiting = Mutex::new(waiting);
    thread::scope(|scope| {
        for _ in 0..threads.get() {
            scope.spawn(|| work(&waiting, &read));
        }
        scope.spawn(move || feed(items, &jobs, &promises));
        for outcome in promised {
            if let Ok(outcome) = outcome.recv() {
                finish(outcome);
            }
        }
    });
}

fn feed(
    mut items: impl Iterator<Item = Item>,
    jobs: &SyncSender<Job>,
    promises: &SyncSender<Receiver<Outcome>>,
) {
    loop {
        let item = match guarded(|| items.next()) {
            Ok(Some(item)) => item,
            Ok(None) => return,
            Err(reason) => Item::Failed { name: "input".to_owned(), reason },
        };
        let (promise, outcome) = mpsc::sync_channel(1);
        if promises.send(outcome).is_err() || jobs.send(Job { item, promise }).is_err() {
            return;
        }
    }
}

fn work(waiting: &Mutex<Receiver<Job>>, read: &impl Fn(&Page) -> Record) {
    loop {
        let job = match waiting.lock() {
            Ok(waiting) => waiting.recv(),
            Err(_) => return,
        };
        let Ok(Job { item, promise }) = job else { return };
        // Nobody waits for it any more when the output has failed.
        let _ = promise.send(outcome(item, read));
    }
}

fn outcome(item: Item, read: &impl Fn(&Page) -> Record) -> Outcome {
    let (name, page) = match item {
        Item::Failed { name, reason } => return Outcome::Failed { name, reason },
        Item::Page(page) => (format!("{}: page {}", page.input.name, page.id), Ok(*page)),
        Item::Bytes { name, bytes, kind } => {
            let hints = Hints { kind, ..Hints::default() };
            let page =
                guarded(|| Page::from_bytes_with(&name, &bytes, &hints).map_err(|error| error.to_string()));
            (name, page.and_then(|page| page))
        }
    };
    match page.and_then(|page| guarded(|| read(&page))) {
        Ok(record) => Outcome::Record(Box::new(record)),
        Err(reason) => Outcome::Failed { name, reason },
    }
}

thread_local! {
    /// What the last panic on this thread said.
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// No page should make the program panic; should one do, it is told in one line and the rest go on.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|_: Box<dyn Any + Send>| {
        let what = PANIC.with_borrow_mut(std::mem::take);
        format!("not read because of a mistake in Whosaid, which please report: {what}")
    })
}

/// Keeps a panic's message for [`guarded`], instead of several lines on standard error.
fn remember_panics() {
    panic::set_hook(Box::new(|panic| {
        let message = panic.payload_as_str().unwrap_or("unknown");
        let place = panic.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
        PANIC.set(format!("{message}{place}"));
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn silent(page: &Page) -> Record {
        Record { page: page.clone(), speakers: Vec::new(), statements: Vec::new(), thread: Vec::new() }
    }

    fn page(id: usize) -> Item {
        let mut page = Page::from_text(format!("Page {id}"));
        page.id = id.to_string();
        Item::Page(Box::new(page))
    }

    #[test]
    fn records_come_in_the_order_of_the_pages() {
        let mut ids = Vec::new();
        run((0..500).map(page), silent, NonZeroUsize::new(3).expect("three"), |outcome| match outcome {
            Outcome::Record(record) => ids.push(record.page.id),
            Outcome::Failed { name, reason } => panic!("{name}: {reason}"),
        });
        assert_eq!(ids, (0..500).map(|id| id.to_string()).collect::<Vec<_>>());
    }

    #[test]
    fn a_panic_costs_one_item() {
        let mut seen = Vec::new();
        let items = (0..4).map(|id| if id == 1 { panic!("boo") } else { page(id) });
        run(items, silent, NonZeroUsize::MIN, |outcome| match outcome {
            Outcome::Record(record) => seen.push(record.page.id),
            Outcome::Failed { reason, .. } => seen.push(reason),
        });
        assert_eq!(seen.len(), 4);
        assert!(seen[1].contains("boo at "), "{seen:?}");
        assert_eq!(seen[3], "3");
    }
}
