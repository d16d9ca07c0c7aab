use geartrain_protocol::{ClientId, CronFields, Reducer};

use super::*;

const SECOND: u64 = 1_000;

fn steps(request: Request) -> Vec<Step> {
    steps_above(Duration::ZERO, request)
}

fn steps_above(run_limit_min: Duration, request: Request) -> Vec<Step> {
    let mut steps = Vec::new();
    let requests = Requests {
        handles: &Handles::new("H:x:").unwrap(),
        clock: &Clock::start(),
        run_limit_min,
    };
    requests.translate(request, &mut steps);
    steps
}

/// The one input that a request becomes.
fn input(request: Request) -> Input {
    match steps(request).pop() {
        Some(Step::Handle(input)) => input,
        other => panic!("no input but {other:?}"),
    }
}

/// The one packet that answers a request.
fn answered(request: Request) -> Response {
    match steps(request).pop() {
        Some(Step::Answer(Message::Response(response))) => *response,
        other => panic!("no answer but {other:?}"),
    }
}

fn name(name: &'static str) -> FunctionName {
    FunctionName::new(Bytes::from_static(name.as_bytes())).unwrap()
}

fn handle(handle: &'static str) -> Handle {
    Handle::new(Bytes::from_static(handle.as_bytes())).unwrap()
}

fn job() -> Submit {
    Submit {
        function: name("f"),
        unique: UniqueKey::default(),
        mode: SubmitMode::Foreground,
        priority: SubmitPriority::Normal,
        start: Start::Now,
        reducer: None,
        workload: Bytes::from_static(b"x"),
    }
}

fn submission(submit: Submit) -> Submission {
    match input(Request::Submit(submit)) {
        Input::Submit(submission) => submission,
        other => panic!("no submission but {other:?}"),
    }
}

fn unique_of(bytes: &'static [u8]) -> Unique {
    let unique = UniqueKey::new(Bytes::from_static(bytes)).unwrap();
    submission(Submit { unique, ..job() }).unique
}

#[test]
fn the_three_priorities_are_fixed_points() {
    for (priority, expected) in [
        (SubmitPriority::High, Priority::HIGH),
        (SubmitPriority::Normal, Priority::NORMAL),
        (SubmitPriority::Low, Priority::LOW),
    ] {
        let submitted = submission(Submit { priority, ..job() });
        assert_eq!(submitted.priority, expected);
    }
}

#[test]
fn a_unique_is_none_or_given_or_the_workload() {
    assert_eq!(unique_of(b""), Unique::None);
    assert_eq!(unique_of(b"-"), Unique::Workload);
    assert_eq!(unique_of(b"--"), Unique::Given(Bytes::from_static(b"--")));
    assert_eq!(unique_of(b"#"), Unique::Given(Bytes::from_static(b"#")));
}

#[test]
fn seconds_become_milliseconds_and_stop_at_the_end_of_time() {
    let at = |seconds| {
        let start = Start::At(seconds);
        submission(Submit { start, ..job() })
            .not_before
            .map(|at| *at)
    };
    assert_eq!(at(12), Some(Timestamp(12 * SECOND)));
    assert_eq!(at(u64::MAX), Some(Timestamp(u64::MAX)));
    assert_eq!(submission(job()).not_before, None);
}

#[test]
fn a_schedule_is_a_moment_ahead() {
    let start = Start::Cron(CronFields::default());
    let at = *submission(Submit { start, ..job() }).not_before.unwrap();
    assert!(at > Clock::start().now());
    assert_eq!(at.0 % (60 * SECOND), 0);
}

#[test]
fn a_schedule_that_no_moment_fits_is_refused() {
    let never = CronFields {
        day_of_month: Some(30),
        month: Some(2),
        ..CronFields::default()
    };
    let start = Start::Cron(never);
    let answer = answered(Request::Submit(Submit { start, ..job() }));
    assert!(matches!(answer, Response::Error { code, .. } if code == "INVALID_ARGUMENT"));
}

#[test]
fn a_reducer_is_handed_through_without_its_aggregate() {
    let reducer = Some(Box::new(Reducer {
        name: Bytes::from_static(b"sum"),
        aggregate: Bytes::from_static(b"unused"),
    }));
    let submitted = submission(Submit { reducer, ..job() });
    assert_eq!(
        submitted.reducer.as_deref(),
        Some(&Bytes::from_static(b"sum"))
    );
}

#[test]
fn a_limit_of_zero_is_none() {
    let limit = |run_limit_ms| {
        input(Request::CanDoTimeout {
            function: name("f"),
            run_limit_ms,
        })
    };
    let able = |run_limit_ms| Input::Able {
        function: Bytes::from_static(b"f"),
        run_limit_ms,
    };
    assert_eq!(limit(0), able(None));
    assert_eq!(limit(1), able(Some(1)));
    assert_eq!(
        input(Request::CanDo {
            function: name("f")
        }),
        able(None)
    );
}

#[test]
fn a_low_limit_is_raised_and_none_stays_none() {
    let limit = |run_limit_ms| {
        let function = name("f");
        let request = Request::CanDoTimeout {
            function,
            run_limit_ms,
        };
        match steps_above(Duration::from_secs(1), request).pop() {
            Some(Step::Handle(Input::Able { run_limit_ms, .. })) => run_limit_ms,
            other => panic!("no ability but {other:?}"),
        }
    };
    assert_eq!(limit(30), Some(SECOND));
    assert_eq!(limit(2_000), Some(2 * SECOND));
    assert_eq!(limit(0), None);
}

#[test]
fn a_handle_of_ours_leads_to_its_job() {
    let report = Report::Data(Bytes::from_static(b"d"));
    let data = Bytes::from_static(b"d");
    assert_eq!(
        input(Request::WorkData {
            handle: handle("H:x:7"),
            data
        }),
        Input::Report {
            job: JobId(7),
            report
        }
    );
    assert_eq!(
        input(Request::GetStatus {
            handle: handle("H:x:7")
        }),
        Input::Status { job: JobId(7) }
    );
}

#[test]
fn the_status_of_a_foreign_handle_is_all_zero_and_names_it() {
    let answer = answered(Request::GetStatus {
        handle: handle("H:y:7"),
    });
    let expected = Response::Status {
        handle: handle("H:y:7"),
        status: StatusFields::default(),
    };
    assert_eq!(answer, expected);
}

#[test]
fn work_on_a_foreign_handle_gets_the_error_of_its_kind() {
    let foreign = || handle("H:y:7");
    let data = || Bytes::from_static(b"d");
    let texts = [
        answered(Request::WorkComplete {
            handle: foreign(),
            data: data(),
        }),
        answered(Request::WorkData {
            handle: foreign(),
            data: data(),
        }),
        answered(Request::WorkException {
            handle: foreign(),
            data: data(),
        }),
    ];
    let expected = [
        Refusal::ResultForUnknownJob,
        Refusal::DataForUnknownJob,
        Refusal::ExceptionForUnknownJob,
    ];
    assert_eq!(texts, expected.map(refusal_response));
}

#[test]
fn exceptions_are_asked_for_before_the_answer_says_so() {
    let steps = steps(Request::OptionReq {
        option: Bytes::from_static(b"exceptions"),
    });
    let expected = [
        Step::Handle(Input::WantExceptions),
        answer(Response::OptionSet {
            option: Bytes::from_static(b"exceptions"),
        }),
    ];
    assert_eq!(steps, expected);
}

#[test]
fn all_yours_asks_for_nothing() {
    assert_eq!(steps(Request::AllYours), []);
}

#[test]
fn a_client_id_is_handed_on() {
    let id = ClientId::cut(Bytes::from_static(b"press"));
    let expected = Input::SetClientId {
        id: Bytes::from_static(b"press"),
    };
    assert_eq!(input(Request::SetClientId { id }), expected);
}

#[test]
fn a_refusal_of_the_decoder_is_an_error_packet() {
    let refused = protocol::Refusal {
        code: "INVALID_PACKET",
        text: "why".into(),
    };
    let expected = answer(Response::Error {
        code: Bytes::from_static(b"INVALID_PACKET"),
        text: Bytes::from_static(b"why"),
    });
    assert_eq!(refusal(refused), expected);
}
