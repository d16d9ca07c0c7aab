//! Limits that the system sets for the process.

use std::io;

use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit, setrlimit};

use super::ProcessError;

/// Where "no limit" is cut: the kernel's own bound on descriptors of a process.
const FILES_MAX: u64 = 1 << 20;

/// Allows `wanted` file descriptors, or as many as the user may have, and returns how many it is
/// now.
///
/// # Errors
/// When more are wanted than the user may have.
pub fn raise_file_limit(wanted: Option<u64>) -> Result<u64, ProcessError> {
    let failed = |files| {
        move |error: nix::Error| ProcessError::Files {
            files,
            source: error.into(),
        }
    };
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).map_err(failed(0))?;
    let Some(files) = wanted else {
        let files = hard.min(FILES_MAX).max(soft);
        // Without a wish, what there is will do.
        let raised = setrlimit(Resource::RLIMIT_NOFILE, files, hard);
        return Ok(raised.map_or(soft, |()| files));
    };
    setrlimit(Resource::RLIMIT_NOFILE, files, hard.max(files)).map_err(failed(files))?;
    Ok(files)
}

/// Lets a crash leave a core file. Called after the user was changed, which forbids it.
///
/// # Errors
/// When the system refuses.
pub fn allow_core_files() -> Result<(), ProcessError> {
    allow().map_err(|error| ProcessError::CoreFiles(io::Error::from(error)))
}

fn allow() -> nix::Result<()> {
    let (_, hard) = getrlimit(Resource::RLIMIT_CORE)?;
    setrlimit(Resource::RLIMIT_CORE, RLIM_INFINITY, RLIM_INFINITY)
        .or_else(|_| setrlimit(Resource::RLIMIT_CORE, hard, hard))?;
    #[cfg(target_os = "linux")]
    nix::sys::prctl::set_dumpable(true)?;
    Ok(())
}
