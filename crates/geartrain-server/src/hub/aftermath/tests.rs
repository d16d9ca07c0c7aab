use std::sync::{Arc, Mutex};
use std::task::Wake;

use geartrain_dispatch::{Event, FunctionId, JobId, Mode, PriorityClass};

use super::*;

/// A task that reads the metrics as soon as it is woken.
struct Reader {
    metrics: Metrics,
    read: Mutex<String>,
}

impl Wake for Reader {
    fn wake(self: Arc<Self>) {
        *self.read.lock().unwrap() = self.metrics.render(None);
    }
}

#[test]
fn whoever_is_woken_finds_the_change_counted() {
    let reader = Arc::new(Reader {
        metrics: Metrics::new(),
        read: Mutex::default(),
    });
    let function = FunctionId(1);
    reader.metrics.function_known(function, b"resize");
    let mut after = Aftermath::take();
    after.wakers.push(Arc::clone(&reader).into());
    after.changes.push(Change {
        job: JobId(1),
        function,
        class: PriorityClass::Normal,
        mode: Mode::Background,
        event: Event::Submitted,
    });
    after.carry_out(&reader.metrics);
    let read = reader.read.lock().unwrap();
    let line = r#"geartrain_jobs_submitted_total{function="resize",priority="normal"} 1"#;
    assert!(read.contains(line), "{read}");
}
