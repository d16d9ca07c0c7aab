use geartrain_protocol::limits::HANDLE_BYTES_MAX;

use super::prefix;

#[test]
fn a_handle_names_the_host() {
    assert_eq!(prefix(None, "lap").unwrap(), "H:lap:");
}

#[test]
fn a_given_prefix_replaces_the_host() {
    assert_eq!(prefix(Some("shop"), "lap").unwrap(), "shop:");
}

#[test]
fn the_longest_handle_fits_on_the_wire() {
    let number = u64::MAX.to_string();
    let by_host = prefix(None, &"h".repeat(200)).unwrap();
    assert_eq!(by_host.len() + number.len(), HANDLE_BYTES_MAX);
    let by_hand = prefix(Some(&"p".repeat(42)), "lap").unwrap();
    assert_eq!(by_hand.len() + number.len(), HANDLE_BYTES_MAX);
}

#[test]
fn a_prefix_that_does_not_fit_is_refused_not_cut() {
    let error = prefix(Some(&"p".repeat(43)), "lap").unwrap_err();
    assert_eq!(
        error.to_string(),
        "--job-handle-prefix has 43 bytes, 42 are allowed"
    );
}

#[test]
fn a_prefix_that_would_break_listings_is_refused() {
    for given in ["", "a b", "a\tb", "a\nb", "a\0b", "ä"] {
        assert!(prefix(Some(given), "lap").is_err(), "{given:?}");
    }
}

#[test]
fn a_machine_without_a_usable_name_still_has_handles() {
    assert_eq!(prefix(None, "").unwrap(), "H:localhost:");
    assert_eq!(prefix(None, "\u{fffd} \n").unwrap(), "H:localhost:");
}
