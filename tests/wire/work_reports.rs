//! What workers say of their jobs, and who hears it.

use crate::support::*;

/// Two clients that wait for one running job, and its worker.
struct Scene {
    _server: TestServer,
    clients: [Peer; 2],
    worker: Peer,
    job: Text,
}

impl Scene {
    fn new() -> Self {
        let server = TestServer::start();
        let mut clients = [server.connect(), server.connect()];
        let mut worker = server.worker(b"f");
        let job = clients[0].submit(SUBMIT_JOB, &[b"f", b"u", b"x"]);
        assert_eq!(clients[1].submit(SUBMIT_JOB, &[b"f", b"u", b"x"]), job);
        assert_eq!(worker.grab(), job);
        Self {
            _server: server,
            clients,
            worker,
            job,
        }
    }

    /// The body of a packet about the job.
    fn about(&self, arguments: &[&[u8]]) -> Vec<u8> {
        let parts: Vec<&[u8]> = std::iter::once(&self.job[..])
            .chain(arguments.iter().copied())
            .collect();
        fields(&parts)
    }

    /// Both clients get this, and the worker gets no answer.
    #[track_caller]
    fn everybody_hears(&mut self, packet_type: u32, body: &[u8]) {
        for client in &mut self.clients {
            client.expect(packet_type, body);
        }
        self.worker.expect_nothing_more();
    }
}

#[test]
fn every_report_reaches_everybody_who_waits_as_it_was_sent() {
    let mut scene = Scene::new();
    let reports: [(u32, &[&[u8]]); 7] = [
        (WORK_DATA, &[b"part"]),
        (WORK_DATA, &[b""]),
        (WORK_DATA, &[b"a\0b\0"]),
        (WORK_WARNING, &[b"care\0ful"]),
        (WORK_STATUS, &[b"1", b"2"]),
        (WORK_STATUS, &[b"half", b"of it"]),
        (WORK_STATUS, &[b"", b""]),
    ];
    for (packet_type, arguments) in reports {
        let body = scene.about(arguments);
        scene.worker.send(packet_type, &body);
        scene.everybody_hears(packet_type, &body);
    }
}

#[test]
fn a_result_reaches_everybody_who_waits() {
    let mut scene = Scene::new();
    let body = scene.about(&[b"re\0sult"]);
    scene.worker.send(WORK_COMPLETE, &body);
    scene.everybody_hears(WORK_COMPLETE, &body);
}

#[test]
fn a_failure_reaches_everybody_who_waits() {
    let mut scene = Scene::new();
    let body = scene.about(&[]);
    scene.worker.send(WORK_FAIL, &body);
    scene.everybody_hears(WORK_FAIL, &body);
}

#[test]
fn an_exception_reaches_everybody_who_waits_and_asked_for_them() {
    let mut scene = Scene::new();
    for client in &mut scene.clients {
        client.send(OPTION_REQ, b"exceptions");
        client.expect(OPTION_RES, b"exceptions");
    }
    let body = scene.about(&[b"out of\0paper"]);
    scene.worker.send(WORK_EXCEPTION, &body);
    scene.everybody_hears(WORK_EXCEPTION, &body);
}

#[test]
fn a_client_that_left_does_not_keep_others_from_hearing() {
    let mut scene = Scene::new();
    let [first, mut second] = scene.clients;
    drop(first);
    eventually(|| second.ask_list(b"workers\n").len() == 2);
    let body = fields(&[&scene.job, b"y"]);
    scene.worker.send(WORK_COMPLETE, &body);
    second.expect(WORK_COMPLETE, &body);
}

#[test]
fn an_argument_without_its_separator_is_an_empty_one() {
    for (packet_type, arguments) in [
        (WORK_DATA, 1),
        (WORK_WARNING, 1),
        (WORK_COMPLETE, 1),
        (WORK_STATUS, 2),
    ] {
        let mut scene = Scene::new();
        let empty: [&[u8]; 2] = [b"", b""];
        let complete = scene.about(&empty[..arguments]);
        differs("missing-last-separator");
        scene
            .worker
            .send(packet_type, &complete[..complete.len() - 1]);
        scene.everybody_hears(packet_type, &complete);
    }
}

#[test]
fn a_nul_that_closes_the_last_word_is_not_passed_on() {
    for (packet_type, arguments) in [(WORK_FAIL, &[][..]), (WORK_STATUS, &[&b"1"[..], b"2"][..])] {
        let mut scene = Scene::new();
        let body = scene.about(arguments);
        scene.worker.send(packet_type, &join(&[&body, b"\0"]));
        differs("closing-nul");
        scene.everybody_hears(packet_type, &body);
    }
}
