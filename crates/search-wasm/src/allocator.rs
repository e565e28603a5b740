//! Memory for the engine in the browser. It is taken from where the last was taken, and never given back piece by piece.
//!
//! What a file becomes is kept as long as the page is open ([`keep`]). What a question needs is of no use once its reply
//! was read: then all of it is given back at once ([`forget`]). An allocator that takes back pieces is longer than
//! everything stored here, and so is the code that hands the pieces to it.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::UnsafeCell;
use std::ptr::null_mut;

/// What every block is aligned to.
const ALIGNMENT: usize = 8;
const PAGE: usize = 1 << 16;

struct Stack(UnsafeCell<State>);

struct State {
    /// Where the blocks end that are kept.
    kept: usize,
    /// Where the next block begins.
    top: usize,
    /// Where the memory ends.
    end: usize,
}

#[global_allocator]
static STACK: Stack = Stack(UnsafeCell::new(State { kept: 0, top: 0, end: 0 }));

// SAFETY: a module without shared memory has one thread.
unsafe impl Sync for Stack {}

/// Keeps all blocks there are.
pub(crate) fn keep() {
    // SAFETY: one thread, and no call of this allocator within another.
    let state = unsafe { &mut *STACK.0.get() };
    state.kept = state.top;
}

/// Gives back all blocks that are not kept.
///
/// # Safety
/// None of them may be used again.
pub(crate) unsafe fn forget() {
    // SAFETY: as above.
    let state = unsafe { &mut *STACK.0.get() };
    state.top = state.kept;
}

// SAFETY: blocks do not overlap, for each begins where the one before ends. All begin at multiples of the alignment; a
// layout that must be aligned further gets none.
unsafe impl GlobalAlloc for Stack {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: one thread, and no call of this allocator within another.
        let state = unsafe { &mut *self.0.get() };
        let size = layout.size().next_multiple_of(ALIGNMENT);
        if layout.align() > ALIGNMENT {
            return null_mut();
        }
        if state.end - state.top < size {
            let pages = (size - (state.end - state.top)).div_ceil(PAGE);
            let before = core::arch::wasm32::memory_grow::<0>(pages);
            if before == usize::MAX {
                return null_mut();
            }
            // Nothing else grows the memory, so what comes is what follows; at first, what follows the data.
            if state.end == 0 {
                state.top = before * PAGE;
                state.kept = state.top;
            }
            state.end = (before + pages) * PAGE;
        }
        let block = state.top;
        state.top += size;
        block as *mut u8
    }

    unsafe fn dealloc(&self, _block: *mut u8, _layout: Layout) {}
}
