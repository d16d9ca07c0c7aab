use super::*;

#[test]
fn a_background_job_runs_once() {
    let ledger = Ledger::default();
    let number = ledger.new_number();
    ledger.expect(number);
    assert_eq!(ledger.outstanding(), 1);
    ledger.complete(number).unwrap();
    assert_eq!(ledger.outstanding(), 0);
    assert!(ledger.complete(number).is_err());
}

#[test]
fn one_worker_leaves_a_job() {
    let ledger = Ledger::default();
    assert!(ledger.leaves(7));
    assert!(!ledger.leaves(7));
    assert_eq!(ledger.departures(), 1);
}
