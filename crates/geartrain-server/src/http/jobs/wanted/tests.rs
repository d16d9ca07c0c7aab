use axum::http::Request;

use super::*;

fn read(method: &str, path: &str, headers: &[(&str, &[u8])]) -> Result<Wanted, Complaint> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Wanted::read(&request.body(()).unwrap().into_parts().0)
}

fn name(path: &str) -> Vec<u8> {
    let wanted = read("POST", path, &[]).unwrap();
    wanted.function.as_bytes().to_vec()
}

fn complaint(path: &str, headers: &[(&str, &[u8])]) -> String {
    match read("POST", path, headers) {
        Err(Complaint::Wrong(text)) => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_bare_request_is_a_normal_foreground_job_that_is_shared_by_its_workload() {
    for method in ["GET", "POST", "PUT", "HEAD"] {
        let wanted = read(method, "/resize", &[]).unwrap();
        assert_eq!(wanted.function.as_bytes(), b"resize");
        assert_eq!(wanted.unique, Unique::Workload);
        assert_eq!(wanted.priority, Priority::NORMAL);
        assert_eq!(wanted.mode, Mode::Foreground);
    }
}

#[test]
fn headers_say_how_the_job_is_run_in_any_case() {
    let headers: [(&str, &[u8]); 3] = [
        ("X-Gearman-Unique", b"order 7"),
        ("X-GEARMAN-BACKGROUND", b"True"),
        ("x-gearman-priority", b"HIGH"),
    ];
    let wanted = read("POST", "/resize", &headers).unwrap();
    assert_eq!(wanted.unique, Unique::Given(Bytes::from_static(b"order 7")));
    assert_eq!(wanted.priority, Priority::HIGH);
    assert_eq!(wanted.mode, Mode::Background);
    let low = read("PUT", "/f", &[("X-Gearman-Priority", b"low")]).unwrap();
    assert_eq!(low.priority, Priority::LOW);
    let normal = read("PUT", "/f", &[("X-Gearman-Background", b"false")]).unwrap();
    assert_eq!(normal.mode, Mode::Foreground);
}

#[test]
fn an_empty_unique_makes_every_request_a_job_of_its_own() {
    let unique = |value| {
        read("POST", "/f", &[("X-Gearman-Unique", value)])
            .unwrap()
            .unique
    };
    assert_eq!(unique(b""), Unique::None);
    assert_eq!(unique(b"-"), Unique::Workload);
    assert_eq!(
        unique(b"\xff\xfe"),
        Unique::Given(Bytes::from_static(b"\xff\xfe"))
    );
}

#[test]
fn the_path_is_the_name_with_its_escapes_resolved() {
    assert_eq!(name("/resize"), b"resize");
    assert_eq!(name("///resize"), b"resize");
    assert_eq!(name("/a/b"), b"a/b");
    assert_eq!(name("/a%20b%2fc%FF"), b"a b/c\xff");
    assert_eq!(name("http://host:1/resize"), b"resize");
}

#[test]
fn a_path_without_a_name_names_no_function() {
    for path in ["/", "//", "http://host"] {
        assert_eq!(
            read("POST", path, &[]),
            Err(Complaint::NoFunction),
            "{path}"
        );
    }
}

#[test]
fn names_that_no_packet_can_carry_are_refused() {
    assert!(complaint("/a%00b", &[]).contains("NUL"));
    assert!(complaint(&format!("/{}", "a".repeat(513)), &[]).contains("513 bytes"));
    for path in ["/a%", "/a%4", "/a%zz", "/%+1"] {
        assert!(complaint(path, &[]).contains('%'), "{path}");
    }
    let long = [b'u'; 65];
    assert!(complaint("/f", &[("X-Gearman-Unique", &long)]).contains("65 bytes"));
}

#[test]
fn what_is_not_understood_is_not_guessed() {
    assert!(complaint("/f?x=1", &[]).contains("query"));
    assert!(complaint("/f", &[("X-Gearman-Priority", b"urgent")]).contains("x-gearman-priority"));
    assert!(complaint("/f", &[("X-Gearman-Background", b"1")]).contains("true or false"));
    let twice: [(&str, &[u8]); 2] = [("X-Gearman-Unique", b"a"), ("X-Gearman-Unique", b"b")];
    assert!(complaint("/f", &twice).contains("more than one"));
}

#[test]
fn other_methods_run_no_jobs() {
    for method in ["DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"] {
        assert_eq!(read(method, "/f", &[]), Err(Complaint::Method), "{method}");
    }
}
