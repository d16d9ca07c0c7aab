//! Tables that somebody removed.

use geartrain_dispatch::JobId;
use geartrain_store::{OnDamage, Store, StoreError, check};
use rusqlite::Connection;

use crate::fixture::{Place, add_jobs, job_ids};

#[test]
fn a_missing_table_is_damage_that_costs_no_job() {
    for table in ["numbers", "function", "taken_over"] {
        let place = Place::new();
        let mut store = place.open();
        add_jobs(&mut store, [1, 2, 3]);
        drop(store);
        let connection = Connection::open(place.path()).expect("opened");
        let dropped = connection.execute_batch(&format!("DROP TABLE {table}"));
        dropped.expect("it is there");
        drop(connection);
        let checked = check(&place.path()).expect("it can be looked at");
        assert!(checked.problems[0].contains(table), "{checked:?}");
        let refused = place
            .try_open(OnDamage::Refuse)
            .expect_err("it is not whole");
        assert!(
            matches!(refused, StoreError::Damaged { .. }),
            "{table}: {refused}"
        );
        let mut store = place.open();
        assert_eq!(job_ids(&mut store), [1, 2, 3], "{table}");
        assert!(store.numbers().first > JobId(3));
    }
}
