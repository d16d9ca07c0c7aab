//! Carrying rows from the pages of a damaged file into a new store.

use geartrain_dispatch::JobId;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::Salvaged;
use super::cell::{self, Cells};
use super::free::{self, PointerMaps};
use super::page_file::PageFile;
use super::record::Row;
use crate::limits::{LOST_NAMED_MAX, NUMBERS_PER_PORTION};
use crate::sqlite::jobs::LastName;
use crate::sqlite::mark::Mark;
use crate::sqlite::{functions, jobs, mark};

/// Portions of numbers that are skipped when nobody knows any more which were handed out.
const PORTIONS_SKIPPED: u64 = 4;

/// Takes rows of one damaged file into a new one.
pub(crate) struct Rescue<'a> {
    from: &'a PageFile,
    maps: PointerMaps<'a>,
    to: &'a Connection,
    salvaged: Salvaged,
    names: LastName,
    used_up_to: Option<u64>,
}

impl<'a> Rescue<'a> {
    pub(crate) fn new(from: &'a PageFile, to: &'a Connection) -> Self {
        Self {
            from,
            maps: PointerMaps::new(from),
            to,
            salvaged: Salvaged::default(),
            names: LastName::default(),
            used_up_to: None,
        }
    }

    /// Takes what is on any page in use.
    pub(crate) fn take_all(mut self) -> rusqlite::Result<Salvaged> {
        let free = free::pages(self.from);
        for page in self.from.numbers().filter(|page| !free.contains(page)) {
            self.take_page(page)?;
        }
        self.salvaged.pages_lost += u64::from(self.from.images_lost());
        self.put_mark()?;
        self.salvaged.jobs = jobs::count(self.to)?;
        Ok(self.salvaged)
    }

    fn take_page(&mut self, page: u32) -> rusqlite::Result<()> {
        let Some(content) = self.from.read(page) else {
            self.salvaged.pages_lost += 1;
            return Ok(());
        };
        match cell::leaf_cells(page, &content) {
            Cells::Other => {}
            Cells::Nothing => {
                let is_missed = self.maps.calls_part_of_a_table(page);
                self.salvaged.pages_lost += u64::from(is_missed);
            }
            Cells::Unreadable => self.salvaged.pages_lost += 1,
            Cells::Rows(starts) => {
                for start in starts {
                    self.take_cell(&content, start)?;
                }
            }
        }
        Ok(())
    }

    fn take_cell(&mut self, content: &[u8], start: usize) -> rusqlite::Result<()> {
        let Some(cell) = cell::read(self.from, content, start) else {
            self.salvaged.rows_lost += 1;
            return Ok(());
        };
        let Some(row) = Row::parse(&cell.payload) else {
            self.lose(cell.key);
            return Ok(());
        };
        self.take_row(cell.key, &row)
    }

    /// Tables are told apart by the number of their columns.
    fn take_row(&mut self, key: i64, row: &Row<'_>) -> rusqlite::Result<()> {
        let [_, values @ ..] = row.values() else {
            return Ok(());
        };
        match values.len() + 1 {
            jobs::COLUMNS => self.take_job(key, values),
            functions::COLUMNS => self.take_function(values),
            mark::COLUMNS => {
                self.take_mark(values);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn take_job(&mut self, key: i64, values: &[ValueRef<'_>]) -> rusqlite::Result<()> {
        match jobs::kept_job(key, values, &mut self.names) {
            Some(job) => jobs::insert_all(self.to, std::iter::once(&job))?,
            None => self.lose(key),
        }
        Ok(())
    }

    fn take_function(&mut self, values: &[ValueRef<'_>]) -> rusqlite::Result<()> {
        match functions::kept_function(values) {
            Some(function) => {
                self.salvaged.functions += 1;
                functions::put(self.to, &function)
            }
            None => {
                self.salvaged.rows_lost += 1;
                Ok(())
            }
        }
    }

    fn take_mark(&mut self, values: &[ValueRef<'_>]) {
        if let Mark::UpTo(mark) = mark::from_values(values) {
            self.used_up_to = self.used_up_to.max(Some(mark));
        }
    }

    fn lose(&mut self, key: i64) {
        self.salvaged.rows_lost += 1;
        if let Ok(id) = u64::try_from(key)
            && self.salvaged.jobs_lost.len() < LOST_NAMED_MAX
        {
            self.salvaged.jobs_lost.push(JobId(id));
        }
    }

    /// Where the mark is lost, far more numbers are skipped than can have been handed out.
    fn put_mark(&mut self) -> rusqlite::Result<()> {
        let highest = jobs::highest(self.to)?.unwrap_or_default();
        let far_beyond = highest.saturating_add(PORTIONS_SKIPPED * NUMBERS_PER_PORTION);
        let used_up_to = self.used_up_to.unwrap_or(far_beyond).max(highest);
        mark::put(self.to, JobId(used_up_to))
    }
}
