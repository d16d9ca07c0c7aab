use super::*;

#[test]
fn a_list_ends_with_a_dot_on_its_own_line() {
    assert!(!is_complete("status", b"f\t1\t0\t0\n"));
    assert!(!is_complete("status", b"f.\n"));
    assert!(is_complete("status", b"f\t1\t0\t0\n.\n"));
    assert!(is_complete("Show Unique Jobs", b".\n"));
    assert!(!is_complete("workers", b""));
}

#[test]
fn other_answers_and_errors_are_one_line() {
    assert!(is_complete("version", b"OK 1.1.20\n"));
    assert!(!is_complete("version", b"OK 1.1"));
    assert!(is_complete("show jobs", b"ERR UNKNOWN_COMMAND x\r\n"));
}

#[test]
fn a_status_line_is_read_from_the_right() {
    let status = FunctionStatus::read(b"resize\tjpeg\t7\t2\t3").unwrap();
    assert_eq!(status.function, "resize\tjpeg");
    assert_eq!((status.total, status.running, status.workers), (7, 2, 3));
    assert_eq!(FunctionStatus::read(b"resize\t7\t2"), None);
    assert_eq!(FunctionStatus::read(b"resize\t7\t2\tmany"), None);
}
