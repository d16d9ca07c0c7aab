use std::sync::Arc;
use std::task::Poll;

use parking_lot::Mutex;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

use super::*;

fn several_threads() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(1)
        .build()
        .unwrap()
}

fn one_thread() -> Runtime {
    Builder::new_current_thread().build().unwrap()
}

/// What ran, in order.
type Course = Arc<Mutex<Vec<&'static str>>>;

fn spawn_note(course: &Course, name: &'static str) -> JoinHandle<()> {
    let course = course.clone();
    tokio::spawn(async move { course.lock().push(name) })
}

/// A task that ends once its waker, which it hands out, was used.
fn spawn_sleeper(course: &Course) -> (Arc<Mutex<Option<Waker>>>, JoinHandle<()>) {
    let slot = Arc::new(Mutex::new(None));
    let (course, handed_out) = (course.clone(), slot.clone());
    let mut has_slept = false;
    let sleeper = std::future::poll_fn(move |cx| {
        if has_slept {
            course.lock().push("sleeper");
            return Poll::Ready(());
        }
        has_slept = true;
        *handed_out.lock() = Some(cx.waker().clone());
        Poll::Pending
    });
    (slot, tokio::spawn(sleeper))
}

fn course_of_a_wake(runtime: &Runtime) -> Vec<&'static str> {
    let course = Course::default();
    let seen = course.clone();
    let waking = async move {
        let (slot, sleeper) = spawn_sleeper(&course);
        let waker = loop {
            if let Some(waker) = slot.lock().take() {
                break waker;
            }
            yield_now().await;
        };
        let notes = [spawn_note(&course, "first"), spawn_note(&course, "second")];
        wake_all([waker].into_iter());
        for note in notes {
            note.await.unwrap();
        }
        sleeper.await.unwrap();
    };
    runtime.block_on(async { tokio::spawn(waking).await.unwrap() });
    seen.lock().clone()
}

#[test]
fn whoever_is_woken_comes_behind_those_that_are_ready() {
    let expected = ["first", "second", "sleeper"];
    assert_eq!(course_of_a_wake(&one_thread()), expected);
    assert_eq!(course_of_a_wake(&several_threads())[2], "sleeper");
}

#[test]
fn a_thread_without_a_runtime_wakes_as_well() {
    let runtime = one_thread();
    let course = Course::default();
    let (slot, sleeper) = {
        let _inside = runtime.enter();
        spawn_sleeper(&course)
    };
    runtime.block_on(async {
        while slot.lock().is_none() {
            yield_now().await;
        }
    });
    let waker = slot.lock().take().unwrap();
    std::thread::spawn(|| wake_all([waker].into_iter()))
        .join()
        .unwrap();
    runtime.block_on(sleeper).unwrap();
    assert_eq!(*course.lock(), ["sleeper"]);
}
