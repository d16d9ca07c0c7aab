//! The libraries over TLS.

use std::sync::Arc;

use geartrain_client::{Admin, Client, Error, Job, Tls};
use geartrain_worker::{JobContext, Worker};
use tokio::runtime::Runtime;
use tokio::time::timeout;

use crate::certificates::{Authority, ServerFiles};
use crate::process::DEADLINE;
use crate::server::{Server, is_gearmand};

/// A server of ours that verifies its clients; Debian's gearmand is built without TLS.
pub(crate) fn server(authority: &Authority) -> (Server, ServerFiles) {
    let files = ServerFiles::of(authority);
    let paths = [files.certificate(), files.key(), files.ca()];
    let [certificate, key, ca] = paths.map(|path| path.display().to_string());
    let options = [
        "--ssl",
        "--ssl-certificate",
        &certificate,
        "--ssl-key",
        &key,
        "--ssl-ca-file",
        &ca,
    ];
    (Server::with_options(&options), files)
}

fn known(authority: &Authority) -> Tls {
    let identity = authority.client();
    Tls::trusting(authority.pem.as_bytes())
        .and_then(|tls| tls.identity(identity.certificate.as_bytes(), identity.key.as_bytes()))
        .expect("these are certificates")
}

#[test]
fn client_and_worker_show_their_certificates() {
    if is_gearmand() {
        return;
    }
    let runtime = Runtime::new().expect("a runtime can be made");
    let authority = Authority::new("ours");
    let (server, _files) = server(&authority);
    runtime.block_on(async {
        let echo = |job: JobContext| async move { Ok(job.payload().clone()) };
        let worker = Worker::builder()
            .server(server.address())
            .tls(known(&authority));
        let worker = worker
            .function("f", echo)
            .build()
            .expect("the settings are right");
        let stopper = worker.stopper();
        let run = tokio::spawn(worker.run());
        let client = Client::builder()
            .server(server.address())
            .tls(known(&authority));
        let client = client.connect().await.expect("the server is there");
        // More than one record, and more than a socket takes at once.
        let large = bytes::Bytes::from(vec![7; 5_000_000]);
        let story = async {
            let job = client.submit(Job::new("f", large.clone())).await;
            assert_eq!(job.expect("accepted").await.expect("it succeeds"), large);
            let jobs = (0..500).map(|number| Job::new("f", number.to_string()));
            for (number, job) in client.submit_batch(jobs).await.into_iter().enumerate() {
                let result = job.expect("accepted").await.expect("it succeeds");
                assert_eq!(result, number.to_string());
            }
            let admin = Admin::connect_tls(server.address(), known(&authority));
            let version = admin.await.expect("there").command("version").await;
            assert!(version.expect("an answer").starts_with(b"OK "));
        };
        timeout(DEADLINE, story).await.expect("the story ends");
        stopper.stop();
        let summary = timeout(DEADLINE, run)
            .await
            .expect("it ends")
            .expect("no panic");
        assert_eq!(summary.expect("no error").completed, 501);
    });
}

#[test]
fn strangers_are_told_on_both_sides() {
    if is_gearmand() {
        return;
    }
    let runtime = Runtime::new().expect("a runtime can be made");
    let (ours, theirs) = (Authority::new("ours"), Authority::new("theirs"));
    let (server, _files) = server(&ours);
    runtime.block_on(async {
        let connect = |tls| {
            Client::builder()
                .server(server.address())
                .tls(tls)
                .connect()
        };
        let untrusted = connect(known(&theirs)).await;
        assert!(
            matches!(&untrusted, Err(Error::NotConnected { reason, .. })
                if reason.to_string().contains("UnknownIssuer")),
            "{untrusted:?}"
        );
        let nameless = Tls::trusting(ours.pem.as_bytes()).expect("a certificate");
        // With TLS 1.3 a client learns only from its first answer that it was not let in.
        let refused = match connect(nameless).await {
            Ok(client) => client.ping().await.map(Arc::new).err(),
            Err(error) => Some(error),
        };
        assert!(refused.is_some(), "nobody without a certificate is let in");
    });
}
