//! Jobs from submission to result.

use crate::support::*;

#[test]
fn a_foreground_job_runs_and_its_client_gets_everything() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut worker = server.worker(f);
    let mut client = server.connect();

    let job = &client.submit(SUBMIT_JOB, &[f, b"", b"some\0bytes"])[..];
    worker.send(GRAB_JOB, b"");
    worker.expect(JOB_ASSIGN, &fields(&[job, f, b"some\0bytes"]));
    worker.send(WORK_DATA, &fields(&[job, b"part"]));
    worker.send(WORK_WARNING, &fields(&[job, b"careful"]));
    worker.send(WORK_STATUS, &fields(&[job, b"1", b"2"]));
    worker.send(WORK_COMPLETE, &fields(&[job, b"re\0sult"]));

    client.expect(WORK_DATA, &fields(&[job, b"part"]));
    client.expect(WORK_WARNING, &fields(&[job, b"careful"]));
    client.expect(WORK_STATUS, &fields(&[job, b"1", b"2"]));
    client.expect(WORK_COMPLETE, &fields(&[job, b"re\0sult"]));
    client.expect_nothing_more();
    worker.expect_nothing_more();
}

#[test]
fn a_background_job_runs_without_word_to_its_client() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut client = server.connect();
    let job = &client.submit(SUBMIT_JOB_BG, &[f, b"", b"x"])[..];
    let mut worker = server.worker(f);
    assert_eq!(worker.grab(), job);
    worker.send(WORK_STATUS, &fields(&[job, b"1", b"2"]));
    worker.send(WORK_COMPLETE, &fields(&[job, b"done"]));
    worker.settle();
    client.expect_nothing_more();
    assert_eq!(client.status_of(f), Some([0, 0, 1]));
}

#[test]
fn literal_packets_of_a_round_trip() {
    let server = TestServer::start();
    let (mut client, mut worker) = (server.connect(), server.connect());
    worker.send_raw(b"\0REQ\0\0\0\x01\0\0\0\x0dwire-literal1");
    worker.send_raw(b"\0REQ\0\0\0\x09\0\0\0\0");
    assert_eq!(worker.receive_raw(12), b"\0RES\0\0\0\x0a\0\0\0\0");
    worker.send_raw(b"\0REQ\0\0\0\x04\0\0\0\0");
    worker.settle();
    client.send_raw(b"\0REQ\0\0\0\x07\0\0\0\x10wire-literal1\0\0a");
    let job = client.receive(JOB_CREATED);
    assert_eq!(worker.receive_raw(12), b"\0RES\0\0\0\x06\0\0\0\0");
    worker.send_raw(b"\0REQ\0\0\0\x09\0\0\0\0");
    let size = u8::try_from(job.len() + 16).unwrap();
    let assign = join(&[
        b"\0RES\0\0\0\x0b\0\0\0",
        &[size],
        &job,
        b"\0wire-literal1\0a",
    ]);
    assert_eq!(worker.receive_raw(assign.len()), assign);
    worker.send(WORK_COMPLETE, &fields(&[&job, b"A"]));
    client.expect(WORK_COMPLETE, &fields(&[&job, b"A"]));
}

#[test]
fn a_failed_job_tells_its_client_and_is_not_run_again() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut worker = server.worker(f);
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[f, b"", b"x"]);
    assert_eq!(worker.grab(), job);
    worker.send(WORK_FAIL, &job);
    client.expect(WORK_FAIL, &job);
    worker.send(GRAB_JOB, b"");
    worker.expect(NO_JOB, b"");
}

#[test]
fn every_way_to_submit_gets_a_handle_of_its_own() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut client = server.connect();
    let mut jobs: Vec<Vec<u8>> = [
        SUBMIT_JOB,
        SUBMIT_JOB_HIGH,
        SUBMIT_JOB_LOW,
        SUBMIT_JOB_BG,
        SUBMIT_JOB_HIGH_BG,
        SUBMIT_JOB_LOW_BG,
    ]
    .iter()
    .map(|packet_type| client.submit(*packet_type, &[f, b"", b"x"]))
    .collect();
    jobs.sort();
    jobs.dedup();
    assert_eq!(jobs.len(), 6);
    assert_eq!(client.status_of(f), Some([6, 0, 0]));
}

#[test]
fn a_worker_that_asks_sees_the_unique() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut worker = server.worker(f);
    let mut client = server.connect();
    let unique: &[u8] = b"\xff\x01raw \x80 bytes";
    let job = client.submit(SUBMIT_JOB, &[f, unique, b"x"]);
    worker.send(GRAB_JOB_UNIQ, b"");
    worker.expect(JOB_ASSIGN_UNIQ, &fields(&[&job, f, unique, b"x"]));
}

#[test]
fn a_result_without_its_last_separator_is_an_empty_one() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut worker = server.worker(f);
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[f, b"", b"x"]);
    worker.grab();
    worker.send(WORK_COMPLETE, &job);
    client.expect(WORK_COMPLETE, &join(&[&job, b"\0"]));
    worker.expect_nothing_more();
}

#[test]
fn two_mebibytes_with_every_byte_arrive_as_they_were_sent() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut worker = server.worker(f);
    let mut client = server.connect();
    let payload: Vec<u8> = (0..=255).cycle().take(2 * 1024 * 1024).collect();
    let job = client.submit(SUBMIT_JOB, &[f, b"", &payload]);
    worker.send(GRAB_JOB, b"");
    worker.expect(JOB_ASSIGN, &fields(&[&job, f, &payload]));
    worker.send(WORK_COMPLETE, &fields(&[&job, &payload]));
    client.expect(WORK_COMPLETE, &fields(&[&job, &payload]));
}

#[test]
fn packets_may_arrive_in_pieces_of_one_byte() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut client = server.connect();
    for byte in request(SUBMIT_JOB_BG, &fields(&[f, b"", b"payload"])) {
        client.send_raw(&[byte]);
    }
    let job = client.receive(JOB_CREATED);
    let mut worker = server.worker(f);
    worker.send(GRAB_JOB, b"");
    worker.expect(JOB_ASSIGN, &fields(&[&job, f, b"payload"]));
}

#[test]
fn one_connection_may_be_client_and_worker() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut both = server.worker(f);
    let job = both.submit(SUBMIT_JOB, &[f, b"", b"x"]);
    assert_eq!(both.grab(), job);
    both.send(WORK_COMPLETE, &fields(&[&job, b"y"]));
    both.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
}

#[test]
fn one_worker_may_run_several_jobs_at_a_time() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut client = server.connect();
    let first = client.submit(SUBMIT_JOB, &[f, b"", b"1"]);
    let second = client.submit(SUBMIT_JOB, &[f, b"", b"2"]);
    let mut worker = server.worker(f);
    assert_eq!(worker.grab(), first);
    assert_eq!(worker.grab(), second);
    worker.send(WORK_COMPLETE, &fields(&[&second, b"b"]));
    worker.send(WORK_COMPLETE, &fields(&[&first, b"a"]));
    client.expect(WORK_COMPLETE, &fields(&[&second, b"b"]));
    client.expect(WORK_COMPLETE, &fields(&[&first, b"a"]));
}

#[test]
fn a_result_for_a_job_that_is_not_ones_own_is_refused() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut worker = server.worker(f);
    let mut stranger = server.worker(f);
    let mut client = server.connect();
    let job = &client.submit(SUBMIT_JOB, &[f, b"", b"x"])[..];
    worker.grab();
    let result_unknown = b"JOB_NOT_FOUND\0Job given in work result not found";
    let data_unknown = b"JOB_NOT_FOUND\0Job does not exist on server";
    for unknown in [job, b"H:nowhere:1", b"nonsense"] {
        stranger.send(WORK_COMPLETE, &fields(&[unknown, b"y"]));
        stranger.expect(ERROR, result_unknown);
        stranger.send(WORK_FAIL, unknown);
        stranger.expect(ERROR, result_unknown);
        stranger.send(WORK_STATUS, &fields(&[unknown, b"1", b"2"]));
        stranger.expect(ERROR, result_unknown);
        stranger.send(WORK_DATA, &fields(&[unknown, b"y"]));
        stranger.expect(ERROR, data_unknown);
        stranger.send(WORK_WARNING, &fields(&[unknown, b"y"]));
        stranger.expect(ERROR, data_unknown);
        stranger.send(WORK_EXCEPTION, &fields(&[unknown, b"y"]));
        stranger.expect(
            ERROR,
            b"JOB_NOT_FOUND\0An exception was received for a job that does not exist",
        );
    }
    worker.send(WORK_COMPLETE, &fields(&[job, b"y"]));
    client.expect(WORK_COMPLETE, &fields(&[job, b"y"]));
}

#[test]
fn no_result_comes_before_the_handle() {
    let server = TestServer::start();
    let f = server.function();
    let mut worker = server.worker(&f);
    let mut client = server.connect();
    const JOBS: usize = 2_000;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..JOBS {
                let job = grab_waiting(&mut worker);
                worker.send(WORK_COMPLETE, &fields(&[&job, b"y"]));
            }
        });
        for _ in 0..JOBS {
            let job = client.submit(SUBMIT_JOB, &[&f, b"", b"x"]);
            client.expect(WORK_COMPLETE, &fields(&[&job, b"y"]));
        }
    });
}

fn grab_waiting(worker: &mut Peer) -> Vec<u8> {
    loop {
        worker.send(GRAB_JOB, b"");
        match worker.receive_any() {
            (JOB_ASSIGN, body) => return first_field(&body),
            (NO_JOB, _) => {}
            (packet_type, _) => panic!("type {packet_type}"),
        }
        worker.send(PRE_SLEEP, b"");
        worker.receive(NOOP);
    }
}
