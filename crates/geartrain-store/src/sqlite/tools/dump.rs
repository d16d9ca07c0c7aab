//! Handing out all that a file keeps, in parts that hold nobody up.

use std::ops::ControlFlow;
use std::path::Path;

use geartrain_dispatch::{KeptJob, Record};
use rusqlite::Connection;

use super::open_to_read;
use crate::sqlite::failure::{damaged, sort};
use crate::sqlite::{functions, jobs};
use crate::{Attempt, Loaded, StoreError};

/// Hands out all that is kept, as [`Store::load`](crate::Store::load) does, until `each` breaks off.
/// What is whole is handed out even where the error at the end says that not all is.
///
/// `each` may take its time: a server that uses the file is not held up, and what it does meanwhile
/// to jobs that come later shows.
///
/// # Errors
/// When there is no store that can be read; [`StoreError::Damaged`] after what is whole was handed
/// out.
pub fn dump(
    path: &Path,
    each: &mut dyn FnMut(Record) -> ControlFlow<()>,
) -> Result<Loaded, StoreError> {
    let connection = open_to_read(Attempt::Load, path)?;
    let mut dump = Dump {
        connection: &connection,
        each,
        loaded: Loaded::default(),
        broken: 0,
    };
    // Whoever breaks off has what was wanted.
    let _ = dump
        .all()
        .map_err(|error| sort(Attempt::Load, path, error))?;
    if dump.broken > 0 {
        let detail = format!("{} rows are not what was written", dump.broken);
        return Err(damaged(Attempt::Load, path, detail));
    }
    Ok(dump.loaded)
}

struct Dump<'a> {
    connection: &'a Connection,
    each: &'a mut dyn FnMut(Record) -> ControlFlow<()>,
    loaded: Loaded,
    broken: u64,
}

impl Dump<'_> {
    fn all(&mut self) -> rusqlite::Result<ControlFlow<()>> {
        let flow = self.functions()?;
        match flow {
            ControlFlow::Break(()) => Ok(flow),
            ControlFlow::Continue(()) => self.jobs(),
        }
    }

    fn functions(&mut self) -> rusqlite::Result<ControlFlow<()>> {
        let mut records = Vec::new();
        self.loaded.functions = functions::read_all(self.connection, &mut |kept| match kept {
            Some(function) => records.extend(functions::records(function)),
            None => self.broken += 1,
        })?;
        Ok(records.into_iter().try_for_each(&mut *self.each))
    }

    fn jobs(&mut self) -> rusqlite::Result<ControlFlow<()>> {
        let mut after = i64::MIN;
        loop {
            let part = jobs::read_part(self.connection, after)?;
            if part.jobs.is_empty() {
                return Ok(ControlFlow::Continue(()));
            }
            after = part.last;
            for job in part.jobs {
                if self.job(job).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
    }

    fn job(&mut self, job: Option<KeptJob>) -> ControlFlow<()> {
        self.loaded.jobs += 1;
        let Some(job) = job else {
            self.broken += 1;
            return ControlFlow::Continue(());
        };
        (self.each)(Record::Added(Box::new(job)))
    }
}
