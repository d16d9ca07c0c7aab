use nix::sys::resource::{UsageWho, getrusage};

use super::*;

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[test]
fn the_pages_of_a_freed_block_are_there_for_the_next() {
    let faults = || {
        let usage = getrusage(UsageWho::RUSAGE_THREAD).unwrap();
        usage.minor_page_faults()
    };
    // As a buffer that a payload is received in grows.
    let use_block = || {
        let mut block = vec![1_u8; 64 << 10];
        while block.len() < 2 << 20 {
            block.reserve_exact(block.len());
            block.resize(block.capacity(), 1);
        }
        drop(std::hint::black_box(block));
    };
    set_up();
    use_block();
    let new = || {
        let before = faults();
        use_block();
        faults() - before
    };
    // Another test may give all back between two uses.
    let least = (0..10).map(|_| new()).min().unwrap();
    assert!(least < 100, "{least} of 512 pages");
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[test]
fn what_is_given_back_is_gone_from_the_process() {
    let resident = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        let words = line.unwrap().split_whitespace().nth(1).unwrap();
        words.parse::<usize>().unwrap()
    };
    let given_back = || {
        let blocks: Vec<Vec<u8>> = (0..200_000).map(|_| vec![1; 300]).collect();
        let full = resident();
        // A few stay, so that the top of the heap does not shrink by itself.
        let kept: Vec<Vec<u8>> = blocks.into_iter().step_by(100).collect();
        give_back();
        let left = resident();
        assert_eq!(kept.len(), 2_000);
        full.saturating_sub(left)
    };
    // Other tests take memory meanwhile.
    let most = (0..5).map(|_| given_back()).max().unwrap();
    assert!(most > 40_000, "{most} KiB of 60,000");
}
