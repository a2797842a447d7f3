//! The text of promises, read: once for each endpoint of the program, when it is first needed.

use std::any::TypeId;
use std::collections::BTreeMap;

use hardpoint_policy::{EndpointSpec, PolicyError};
use parking_lot::RwLock;

use super::{Declared, Stated};

/// What has been read. An endpoint is a type, and there are as many as were compiled.
static READ: RwLock<BTreeMap<TypeId, &'static EndpointSpec>> = RwLock::new(BTreeMap::new());

/// What `E` promises.
pub(super) fn spec<E: Declared>() -> &'static EndpointSpec {
    let endpoint = TypeId::of::<E>();
    if let Some(spec) = READ.read().get(&endpoint) {
        return spec;
    }
    let mut read = READ.write();
    read.entry(endpoint).or_insert_with(|| {
        let spec = E::PROMISES.stated.read();
        let spec = spec
            .unwrap_or_else(|error| unreachable!("promises are read as they are written: {error}"));
        Box::leak(Box::new(spec))
    })
}

impl Stated {
    fn read(&self) -> Result<EndpointSpec, PolicyError> {
        Ok(EndpointSpec {
            file: self.place.file(),
            line: self.place.line(),
            ..EndpointSpec::read(self.text, self.module)?
        })
    }
}

#[cfg(test)]
mod tests {
    use std::ptr;
    use std::thread;

    use super::*;
    use crate::invocation::Invocation;
    use crate::promises::Promises;

    const TEXT: &str = "order\nGET /orders/{id}\ntimeout 5s\n";

    enum Order {}

    impl Declared for Order {
        const PROMISES: Promises = Promises::new(TEXT, [0; 2], "shop", []);

        fn invocation() -> Invocation {
            unreachable!("nobody calls it")
        }
    }

    #[test]
    fn what_is_promised_is_read_once() {
        let threads = [(); 4].map(|()| thread::spawn(spec::<Order>));
        let first = spec::<Order>();
        assert_eq!(first.written(), TEXT);
        assert_eq!((first.module, first.file), ("shop", file!()));
        for thread in threads {
            assert!(thread.join().is_ok_and(|spec| ptr::eq(spec, first)));
        }
    }
}
