use std::cell::Cell;

use super::*;

const EVERY: Duration = Duration::from_millis(1);

#[tokio::test]
async fn a_wall_clock_that_is_set_is_noticed_once() {
    let mut watch = WallWatch::new(EVERY);
    assert_eq!(watch.moved(|| 3_600_000).await.ahead_ms, 3_600_000);
    let looks = Cell::new(0);
    let later = watch.moved(|| {
        looks.set(looks.get() + 1);
        if looks.get() < 3 { 3_600_000 } else { -5_000 }
    });
    assert_eq!(later.await.ahead_ms, -5_000);
    assert_eq!(looks.get(), 3);
}

#[tokio::test]
async fn a_wall_clock_that_is_kept_right_is_followed_in_steps() {
    let mut watch = WallWatch::new(EVERY);
    let ahead_ms = Cell::new(0);
    let moved = watch.moved(|| {
        ahead_ms.set(ahead_ms.get() + 4);
        ahead_ms.get()
    });
    assert_eq!(moved.await.ahead_ms, 12);
}
