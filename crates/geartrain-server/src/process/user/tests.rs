use nix::unistd::{User, geteuid};

use super::become_user;

#[test]
fn a_user_that_does_not_exist_is_named() {
    let error = become_user("no-such-user").unwrap_err();
    assert_eq!(error.to_string(), "there is no user \"no-such-user\"");
}

#[test]
fn becoming_oneself_changes_nothing() {
    let Some(user) = User::from_uid(geteuid()).unwrap() else {
        return;
    };
    become_user(&user.name).unwrap();
    assert_eq!(geteuid(), user.uid);
}
