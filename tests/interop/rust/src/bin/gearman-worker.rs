//! The worker of the crate gearman.

use bytes::Bytes;
use gearman::tls::TlsConfig;
use gearman::worker::{WorkError, WorkerBuilder, WorkerJob};
use interop::{GATE_PAUSE, Outcome, is_open, reversed, tls, worker_arguments};

type Work = Result<Bytes, WorkError>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let (address, prefix) = worker_arguments(std::env::args().skip(1));
    let named = |name| format!("{prefix}{name}");
    let mut builder = WorkerBuilder::new().servers([address]);
    if let Some(config) = tls()? {
        builder = builder.tls(TlsConfig::new(config.into()));
    }
    let worker = builder
        .concurrency(1)
        .register(named("reverse"), reverse)
        .register(named("fail"), async |_| Work::Err(WorkError::Fail))
        .register(named("throw"), throw)
        .register(named("progress"), progress)
        .register(named("data"), data)
        .register(named("warning"), warning)
        .register(named("unique"), unique)
        .register(named("hold"), hold)
        .register(named("ready"), reverse)
        .run();
    std::future::pending::<()>().await;
    drop(worker);
    Ok(())
}

async fn reverse(job: WorkerJob) -> Work {
    Ok(reversed(&job.payload).into())
}

async fn throw(_: WorkerJob) -> Work {
    Err(WorkError::Exception(Bytes::from_static(b"it broke")))
}

fn done(sent: gearman::Result<()>) -> Work {
    sent.map(|()| Bytes::from_static(b"done"))
        .map_err(|_| WorkError::Fail)
}

async fn progress(job: WorkerJob) -> Work {
    done(job.reporter.report_status(3, 7).await)
}

async fn data(job: WorkerJob) -> Work {
    done(job.reporter.send_data(&b"part\0one"[..]).await)
}

async fn warning(job: WorkerJob) -> Work {
    done(job.reporter.warn("careful").await)
}

async fn unique(job: WorkerJob) -> Work {
    Ok(job.unique.unwrap_or_default().into())
}

async fn hold(job: WorkerJob) -> Work {
    while !is_open(&job.payload) {
        tokio::time::sleep(GATE_PAUSE).await;
    }
    Ok(Bytes::from_static(b"held"))
}
