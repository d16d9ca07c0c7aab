//! Giving up the rights of root.

use std::ffi::CString;

use nix::unistd::{User, geteuid, initgroups, setgid, setuid};

use super::ProcessError;

/// Becomes the user `name` with its groups, for good. Nothing happens if the process is that user
/// already.
///
/// # Errors
/// When there is no such user, or the process may not become it.
pub fn become_user(name: &str) -> Result<(), ProcessError> {
    let failed = |error: nix::Error| ProcessError::User {
        name: name.to_owned(),
        source: error.into(),
    };
    let user = User::from_name(name).map_err(failed)?;
    let user = user.ok_or_else(|| ProcessError::UserUnknown {
        name: name.to_owned(),
    })?;
    if geteuid() == user.uid {
        return Ok(());
    }
    change(&user).map_err(failed)
}

/// Groups first: afterwards the right to change them is gone.
fn change(user: &User) -> nix::Result<()> {
    let name = CString::new(user.name.as_str()).map_err(|_| nix::Error::EINVAL)?;
    initgroups(&name, user.gid)?;
    setgid(user.gid)?;
    setuid(user.uid)
}

#[cfg(test)]
mod tests;
