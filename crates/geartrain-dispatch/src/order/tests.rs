use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

proptest! {
    /// Compares with a list in which everything is searched for.
    #[test]
    fn numbers_stand_where_they_were_put(steps in vec((0..12_u32, 0..14_u32), 0..200)) {
        let (mut order, mut plain) = (Order::default(), Vec::new());
        for (number, target) in steps {
            let place = plain.iter().position(|other| *other == number);
            let target_place = plain.iter().position(|other| *other == target);
            match (place, target_place) {
                (Some(place), _) => {
                    plain.remove(place);
                    let before = place.checked_sub(1).map(|before| plain[before]);
                    prop_assert_eq!(order.remove(number), before);
                }
                (None, Some(place)) => {
                    plain.insert(place + 1, number);
                    order.insert_behind(Some(target), number);
                }
                (None, None) if target == 13 => {
                    plain.insert(0, number);
                    order.insert_behind(None, number);
                }
                (None, None) => {
                    plain.push(number);
                    order.push(number);
                }
            }
            prop_assert_eq!(order.iter().collect::<Vec<_>>(), plain.clone());
        }
    }
}
