//! Counts what is allocated: a number that no machine and no C library changes.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering};

static COUNT: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);
static HELD: AtomicU64 = AtomicU64::new(0);

/// The system's allocator with a counter before it.
pub struct Counting;

/// What was allocated so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allocations {
    /// How often memory was asked for; making a piece larger counts, too.
    pub count: u64,
    /// How many bytes were asked for.
    pub bytes: u64,
}

/// What was allocated since the process began.
#[must_use]
pub fn so_far() -> Allocations {
    Allocations {
        count: COUNT.load(Ordering::Relaxed),
        bytes: BYTES.load(Ordering::Relaxed),
    }
}

/// Bytes that are allocated and not given back.
#[must_use]
pub fn held() -> u64 {
    HELD.load(Ordering::Relaxed)
}

impl Allocations {
    /// What was allocated after `earlier`.
    #[must_use]
    pub fn since(self, earlier: Self) -> Self {
        Self {
            count: self.count - earlier.count,
            bytes: self.bytes - earlier.bytes,
        }
    }
}

fn note(bytes: usize) {
    COUNT.fetch_add(1, Ordering::Relaxed);
    BYTES.fetch_add(bytes as u64, Ordering::Relaxed);
    HELD.fetch_add(bytes as u64, Ordering::Relaxed);
}

#[expect(
    unsafe_code,
    reason = "an allocator is unsafe by its contract; all is handed on as it is"
)]
// SAFETY: every call goes to the system's allocator with the very arguments it came with.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(layout.size());
        // SAFETY: as this function's own.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size() as u64, Ordering::Relaxed);
        // SAFETY: as this function's own.
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        HELD.fetch_sub(layout.size() as u64, Ordering::Relaxed);
        note(size);
        // SAFETY: as this function's own.
        unsafe { System.realloc(memory, layout, size) }
    }
}
