//! While the store hangs: nothing runs of which nobody knows who runs it.

use std::time::Duration;

use hardpoint::prelude::*;

use crate::place::{Place, at_each_place};
use crate::probe::held;
use crate::shared::Instances;

at_each_place! { tormented:
    while_the_store_is_away_nothing_runs_and_that_is_counted,
}

async fn while_the_store_is_away_nothing_runs_and_that_is_counted(place: Place) {
    let mut instances = Instances::begin(&place, 0, || jobs![held]).await;
    let store = place
        .store()
        .await
        .idempotency_budget(Duration::from_millis(500));
    instances.start_with(store, jobs![held]);
    place.hang();
    instances.turn_to_the_hour().await;
    instances.until_counted("held", "store_away", 1).await;
    assert_eq!(instances.probe.begun(), 0);
    place.go_on();
    instances.turn_to_the_hour().await;
    instances.probe.until_begun(1).await;
    // It may end while the store is away, which hears of it as soon as it is there.
    place.hang();
    instances.probe.gate.add_permits(1);
    instances.until_counted("held", "succeeded", 1).await;
    place.go_on();
    instances.scenes[0].until_gone("held").await;
    instances.turn_to_the_hour().await;
    instances.probe.until_begun(2).await;
    instances.probe.gate.add_permits(1);
    instances.until_counted("held", "succeeded", 2).await;
    assert_eq!(instances.counted("held", "overlap"), 0);
}
