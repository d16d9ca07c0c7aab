//! What is compared with the shadow after every call, besides the effects.

use geartrain_dispatch::{Dispatcher, FunctionView, JobView, PeerId, Timestamp, View};

use crate::history::Call;
use crate::shadow::{Function, Place, Shadow};

/// Checks everything that must hold between two calls.
///
/// # Panics
/// When something does not hold, naming it.
pub(crate) fn check(dispatcher: &Dispatcher, shadow: &Shadow, call: &Call) {
    dispatcher.check();
    shadow.assert_work_conserving();
    let view = dispatcher.view();
    check_jobs(&view, shadow);
    check_functions(&view, shadow);
    check_peers(&view, shadow);
    check_deadline(dispatcher.next_deadline(), shadow, call);
    if let Call::Handle(peer, geartrain_dispatch::Input::Disconnected) = call {
        check_gone(&view, *peer);
    }
}

/// The dispatcher has the very jobs of the shadow, and shows them as they are.
fn check_jobs(view: &View<'_>, shadow: &Shadow) {
    let mut shown: Vec<JobView<'_>> = view.jobs().collect();
    shown.sort_by_key(|job| job.id);
    assert_eq!(view.job_count(), shown.len(), "conservation: count of jobs");
    assert_eq!(
        shown.len(),
        shadow.jobs.len(),
        "conservation: jobs that live"
    );
    for (shown, (id, job)) in shown.iter().zip(&shadow.jobs) {
        let unique = job.unique_shown();
        let expected = JobView {
            id: *id,
            function: &job.function,
            unique: &unique,
            mode: job.mode,
            status: job.status(),
            attempts: job.attempts,
            clients: job.clients.len(),
            is_buried: job.is_buried(),
        };
        assert_eq!(*shown, expected, "view: a job");
    }
}

/// Counters are those of the shadow's jobs and workers.
fn check_functions(view: &View<'_>, shadow: &Shadow) {
    assert_eq!(
        view.functions().count(),
        shadow.functions.len(),
        "view: count of functions"
    );
    for (name, function) in &shadow.functions {
        let shown = view.function(function.id);
        assert_eq!(
            shown,
            Some(expected_function(name, function, shadow)),
            "view: a function"
        );
    }
}

fn expected_function<'a>(name: &'a [u8], function: &Function, shadow: &Shadow) -> FunctionView<'a> {
    let mut expected = FunctionView {
        id: function.id,
        name,
        ready: [0; 3],
        delayed: [0; 3],
        running: 0,
        buried: 0,
        workers: shadow.workers_of(name),
        oldest_ready: None,
    };
    for job in shadow.jobs_of(name) {
        let class = job.priority.class().index();
        match job.place {
            Place::Ready { since, .. } => {
                expected.ready[class] += 1;
                let oldest = expected.oldest_ready.get_or_insert(since);
                *oldest = since.min(*oldest);
            }
            Place::Delayed { .. } => expected.delayed[class] += 1,
            Place::Running(_) => expected.running += 1,
            Place::Buried => expected.buried += 1,
        }
    }
    expected
}

/// Peers are shown with what they said of themselves, and are owed what they wait for.
fn check_peers(view: &View<'_>, shadow: &Shadow) {
    for (id, peer) in &shadow.peers {
        let is_owed = shadow.jobs.values().any(|job| job.clients.contains(id));
        assert_eq!(view.is_owed(*id), is_owed, "view: what {id:?} is owed");
        let Some(shown) = view.peer(*id) else {
            let said = (peer.client_id.is_empty(), peer.abilities.is_empty());
            assert_eq!(said, (true, true), "view: {id:?} is not shown");
            continue;
        };
        let names: Vec<&[u8]> = peer
            .abilities
            .iter()
            .map(|ability| &*ability.function)
            .collect();
        assert_eq!(shown.client_id, peer.client_id, "view: the name of {id:?}");
        assert_eq!(shown.functions, names, "view: what {id:?} can run");
    }
}

fn check_gone(view: &View<'_>, peer: PeerId) {
    assert_eq!(view.peer(peer), None, "leaks: {peer:?} is gone");
    assert!(!view.is_owed(peer), "leaks: {peer:?} is gone");
}

/// The deadline may be early, never late; and after a tick nothing that was due is left, unless there
/// was more than one tick does.
fn check_deadline(next: Option<Timestamp>, shadow: &Shadow, call: &Call) {
    if let Some(due) = shadow.due() {
        let is_told = next.is_some_and(|next| next <= due);
        assert!(
            is_told,
            "deadline: something is due at {due:?}, the deadline is {next:?}"
        );
    }
    let is_left = shadow.due().is_some_and(|due| due <= shadow.now);
    if *call == Call::Tick && !is_left {
        let is_later = next.is_none_or(|next| next > shadow.now);
        assert!(
            is_later,
            "deadline: {next:?} is still due after the tick at {:?}",
            shadow.now
        );
    }
}
