//! What operators said about functions: all SQL about table `function` but its layout.

use bytes::Bytes;
use geartrain_dispatch::{QueueBound, Record};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::checksum::Checksum;
use crate::Group;

const SELECT: &str = "
    SELECT name, is_kept, bound_kind, bound_total, bound_high, bound_normal, bound_low, checksum
    FROM function ORDER BY name";
const SELECT_ONE: &str = "
    SELECT name, is_kept, bound_kind, bound_total, bound_high, bound_normal, bound_low, checksum
    FROM function WHERE name = ?1";
const DELETE: &str = "DELETE FROM function WHERE name = ?1";
const INSERT: &str = "
    INSERT OR REPLACE INTO function (name, is_kept, bound_kind, bound_total, bound_high,
        bound_normal, bound_low, checksum)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

/// Number of columns of the table.
pub(crate) const COLUMNS: usize = 9;

const BOUND_DEFAULT: i64 = 0;
const BOUND_TOTAL: i64 = 1;
const BOUND_PER_CLASS: i64 = 2;

/// A function as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeptFunction {
    pub(crate) name: Bytes,
    pub(crate) is_kept: bool,
    pub(crate) bound: QueueBound,
}

/// Writes what a group says about functions, within the transaction of the caller.
pub(crate) fn write(connection: &Connection, group: &Group) -> rusqlite::Result<()> {
    for (name, is_kept) in group.functions_kept() {
        change(connection, name, |function| function.is_kept = is_kept)?;
    }
    for (name, bound) in group.bounded() {
        change(connection, name, |function| function.bound = bound)?;
    }
    Ok(())
}

fn change(
    connection: &Connection,
    name: &Bytes,
    apply: impl FnOnce(&mut KeptFunction),
) -> rusqlite::Result<()> {
    let mut select = connection.prepare_cached(SELECT_ONE)?;
    let kept = select.query_row([&name[..]], read_row).optional()?;
    let mut function = kept.flatten().unwrap_or_else(|| KeptFunction {
        name: name.clone(),
        is_kept: false,
        bound: QueueBound::Default,
    });
    apply(&mut function);
    put(connection, &function)
}

/// Keeps the function as it is now; one about which nothing special is known is forgotten.
pub(crate) fn put(connection: &Connection, function: &KeptFunction) -> rusqlite::Result<()> {
    if !function.is_kept && function.bound == QueueBound::Default {
        let mut delete = connection.prepare_cached(DELETE)?;
        return delete.execute([&function.name[..]]).map(|_| ());
    }
    let (kind, [total, high, normal, low]) = bound_columns(function.bound);
    connection.prepare_cached(INSERT)?.execute(params![
        &function.name[..],
        function.is_kept,
        kind,
        total,
        high,
        normal,
        low,
        checksum(function),
    ])?;
    Ok(())
}

/// Reads all functions by name; one whose values are not what was written is `None`.
pub(crate) fn read_all(
    connection: &Connection,
    each: &mut dyn FnMut(Option<KeptFunction>),
) -> rusqlite::Result<u64> {
    let mut select = connection.prepare_cached(SELECT)?;
    let mut rows = select.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        each(read_row(row)?);
        count += 1;
    }
    Ok(count)
}

/// The records that bring the function back.
pub(crate) fn records(function: KeptFunction) -> impl Iterator<Item = Record> {
    let KeptFunction {
        name,
        is_kept,
        bound,
    } = function;
    let kept = is_kept.then(|| Record::FunctionKept {
        function: name.clone(),
        is_kept,
    });
    let bounded = (bound != QueueBound::Default).then_some(Record::Bounded {
        function: name,
        bound,
    });
    kept.into_iter().chain(bounded)
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<Option<KeptFunction>> {
    let mut values = [ValueRef::Null; COLUMNS - 1];
    for (index, value) in values.iter_mut().enumerate() {
        *value = row.get_ref(index)?;
    }
    Ok(kept_function(&values))
}

/// The function in a row, given all columns but the key in their order; `None` when a value is not
/// what was written.
pub(crate) fn kept_function(values: &[ValueRef<'_>]) -> Option<KeptFunction> {
    let [name, is_kept, kind, total, high, normal, low, sum] = values else {
        return None;
    };
    let function = KeptFunction {
        name: Bytes::copy_from_slice(name.as_blob().ok()?),
        is_kept: is_kept.as_i64().ok()? != 0,
        bound: match kind.as_i64().ok()? {
            BOUND_DEFAULT => QueueBound::Default,
            BOUND_TOTAL => QueueBound::Total(size(total)?),
            BOUND_PER_CLASS => QueueBound::PerClass([size(high)?, size(normal)?, size(low)?]),
            _ => return None,
        },
    };
    (i64::from(checksum(&function)) == sum.as_i64().ok()?).then_some(function)
}

fn checksum(function: &KeptFunction) -> u32 {
    let (kind, sizes) = bound_columns(function.bound);
    let start = Checksum::default()
        .bytes(&function.name)
        .number(u64::from(function.is_kept))
        .number(kind.cast_unsigned());
    sizes
        .into_iter()
        .fold(start, |sum, size| sum.optional_number(size.map(u64::from)))
        .finish()
}

fn bound_columns(bound: QueueBound) -> (i64, [Option<u32>; 4]) {
    match bound {
        QueueBound::Default => (BOUND_DEFAULT, [None; 4]),
        QueueBound::Total(total) => (BOUND_TOTAL, [total, None, None, None]),
        QueueBound::PerClass([high, normal, low]) => (BOUND_PER_CLASS, [None, high, normal, low]),
    }
}

/// The outer `None` says that the value is broken, the inner one that there is no bound.
fn size(value: &ValueRef<'_>) -> Option<Option<u32>> {
    match value {
        ValueRef::Null => Some(None),
        ValueRef::Integer(size) => u32::try_from(*size).ok().map(Some),
        ValueRef::Real(_) | ValueRef::Text(_) | ValueRef::Blob(_) => None,
    }
}
