//! A thread that makes what comes after the pages, one site at a time, while the next edit is being typed.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use crate::pipeline::{Late, Rest};

/// Nothing is begun until no other site has come for this long: whoever types makes many.
const PATIENCE: Duration = Duration::from_millis(300);

/// Takes what was left of sites, and gives back what it made of the latest.
pub struct Finisher(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    news: Condvar,
    /// Whoever writes is at work on what the author waits for; the thread reads, and so waits too.
    gate: RwLock<()>,
}

#[derive(Default)]
struct State {
    /// The latest, not begun yet.
    rest: Option<Rest>,
    done: Vec<Late>,
    is_busy: bool,
    is_over: bool,
    /// Whether somebody waits for all of it.
    is_awaited: bool,
    call: Option<Box<dyn Fn() + Send>>,
}

impl Finisher {
    /// Starts the thread; it ends with the value.
    pub fn new() -> Self {
        let shared = Arc::new(Shared { state: Mutex::default(), news: Condvar::new(), gate: RwLock::default() });
        let own = Arc::clone(&shared);
        std::thread::spawn(move || work(&own));
        Self(shared)
    }

    /// Calls `call` whenever a part is done.
    pub fn call_when_done(&self, call: impl Fn() + Send + 'static) {
        self.0.lock().call = Some(Box::new(call));
    }

    /// Holds the thread until what is given back is dropped: all processors are for the author's edit.
    pub fn hold(&self) -> impl Drop {
        self.0.gate.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leaves something to be made, or nothing, in the place of what was left before and is not begun.
    pub fn put(&self, rest: Option<Rest>) {
        self.0.lock().rest = rest;
        self.0.news.notify_all();
    }

    /// What has been made since.
    pub fn take(&self) -> Vec<Late> {
        std::mem::take(&mut self.0.lock().done)
    }

    /// Waits until nothing is left to be made.
    pub fn settle(&self) {
        let is_at_work = |state: &mut State| state.is_busy || state.rest.is_some();
        let mut state = self.0.lock();
        state.is_awaited = true;
        self.0.news.notify_all();
        let mut state = self.0.news.wait_while(state, is_at_work).unwrap_or_else(PoisonError::into_inner);
        state.is_awaited = false;
    }
}

impl Drop for Finisher {
    fn drop(&mut self) {
        self.0.lock().is_over = true;
        self.0.news.notify_all();
    }
}

impl Shared {
    /// A panic in the thread leaves no state half changed.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn work(shared: &Shared) {
    // One thread of its own, which gives way: the others are for the author's next edit.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).start_handler(|_| give_way()).build();
    let Ok(pool) = pool else { return };
    while let Some(rest) = next(shared) {
        pool.install(|| {
            let pause = || drop(shared.gate.read());
            rest.make(&pause, &mut |late| {
                let mut state = shared.lock();
                state.done.push(late);
                state.call.iter().for_each(|call| call());
            });
        });
        shared.lock().is_busy = false;
        shared.news.notify_all();
    }
}

/// The next site, when it has been the latest for a while; nothing when all is over.
fn next(shared: &Shared) -> Option<Rest> {
    let mut state = shared.lock();
    loop {
        if state.is_over {
            return None;
        }
        if state.rest.is_none() {
            state = shared.news.wait(state).unwrap_or_else(PoisonError::into_inner);
            continue;
        }
        if state.is_awaited {
            state.is_busy = true;
            return state.rest.take();
        }
        let (after, waited) = shared.news.wait_timeout(state, PATIENCE).unwrap_or_else(PoisonError::into_inner);
        state = after;
        if waited.timed_out() {
            state.is_busy = true;
            return state.rest.take();
        }
    }
}

/// Makes this thread, and what it starts, wait for others.
fn give_way() {
    // On Linux a thread has a priority of its own; elsewhere this would be the whole program's.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, 15);
}
