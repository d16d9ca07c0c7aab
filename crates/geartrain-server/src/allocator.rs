//! What the C library's allocator does with memory that was freed.

/// Blocks up to this size come from the heap, where the next one of that kind finds pages that are
/// there already; larger ones come from the system and go back to it at once.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const HEAP_BLOCK_BYTES_MAX: i32 = 4 * 1024 * 1024;

/// Free bytes at the top of the heap that are kept. A payload of a mebibyte is received in a buffer
/// that grows to two; to fault its pages in anew costs more than to copy it.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const TOP_BYTES_MAX: i32 = 8 * 1024 * 1024;

/// Sets the bounds, once, before there are threads.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(
    unsafe_code,
    reason = "the C library's own function has no safe wrapper"
)]
pub(crate) fn set_up() {
    // SAFETY: it takes no pointers and may be called at any time. A refusal changes nothing.
    unsafe {
        nix::libc::mallopt(nix::libc::M_MMAP_THRESHOLD, HEAP_BLOCK_BYTES_MAX);
        nix::libc::mallopt(nix::libc::M_TRIM_THRESHOLD, TOP_BYTES_MAX);
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn set_up() {}

/// Gives all that is free back to the system, which takes milliseconds for each hundred megabytes.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(
    unsafe_code,
    reason = "the C library's own function has no safe wrapper"
)]
pub(crate) fn give_back() {
    // SAFETY: it may be called at any time from any thread, and touches only what is free.
    unsafe {
        nix::libc::malloc_trim(0);
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn give_back() {}

#[cfg(test)]
mod tests;
