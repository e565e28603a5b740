//! Memory for the engine in the browser: blocks whose sizes are powers of two, each size with a list of free ones.
//!
//! The standard library's allocator merges and splits blocks, which takes more code than all that is stored here. A
//! question allocates what the one before it gave back, so lists are enough.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::UnsafeCell;
use std::ptr::null_mut;

/// The least block, as a power of two, and the alignment of all of them.
const LEAST: u32 = 4;
const PAGE: usize = 1 << 16;

struct Blocks(UnsafeCell<State>);

struct State {
    /// For each power of two the first free block, which holds the address of the next.
    free: [*mut u8; 32],
    /// What no block was cut from yet.
    rest: usize,
    end: usize,
}

#[global_allocator]
static BLOCKS: Blocks = Blocks(UnsafeCell::new(State { free: [null_mut(); 32], rest: 0, end: 0 }));

// SAFETY: a module without shared memory has one thread.
unsafe impl Sync for Blocks {}

/// The power of two a block of that layout takes.
fn power(layout: Layout) -> u32 {
    layout.size().max(1 << LEAST).next_power_of_two().trailing_zeros()
}

impl State {
    fn cut(&mut self, size: usize) -> *mut u8 {
        if self.end - self.rest < size {
            let pages = (size - (self.end - self.rest)).div_ceil(PAGE);
            let before = core::arch::wasm32::memory_grow::<0>(pages);
            if before == usize::MAX {
                return null_mut();
            }
            // Nothing else grows the memory, so what comes is what follows; at first, what follows the data.
            self.rest = if self.end == 0 { before * PAGE } else { self.rest };
            self.end = (before + pages) * PAGE;
        }
        let block = self.rest;
        self.rest += size;
        block as *mut u8
    }
}

// SAFETY: a block is as long as its power of two, which is at least its layout's size, and is on one list or in one
// hand. All are cut at multiples of the least; a layout that must be aligned further gets none.
unsafe impl GlobalAlloc for Blocks {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let power = power(layout);
        if layout.align() > 1 << LEAST || power > 30 {
            return null_mut();
        }
        // SAFETY: one thread, and no call of this allocator within another; a free block holds the next one's address.
        unsafe {
            let state = &mut *self.0.get();
            let first = state.free[power as usize];
            if first.is_null() {
                return state.cut(1 << power);
            }
            state.free[power as usize] = *first.cast();
            first
        }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as above; the block was given out here and is long enough for an address.
        unsafe {
            let first = &mut (*self.0.get()).free[power(layout) as usize & 31];
            *block.cast() = *first;
            *first = block;
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller vouches for the size; what is copied fits both blocks.
        unsafe {
            let wanted = Layout::from_size_align_unchecked(size, layout.align());
            if power(wanted) == power(layout) {
                return block;
            }
            let other = self.alloc(wanted);
            if !other.is_null() {
                other.copy_from_nonoverlapping(block, size.min(layout.size()));
                self.dealloc(block, layout);
            }
            other
        }
    }
}
