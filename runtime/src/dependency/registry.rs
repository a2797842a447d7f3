//! The guards of this process, by name.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Weak};

use hardpoint_policy::DependencySpec;
use parking_lot::Mutex;

use super::budget::RetryBudget;
use super::guard::{Guard, Parts};
use super::shared::Shared;
use crate::clock::Clock;

/// What all guards by one clock know of each other.
///
/// In a service there is one. In tests there is one for each clock that is turned, so that what one
/// test breaks is not broken for another.
#[derive(Debug)]
pub(crate) struct Registry {
    clock: Clock,
    budget: RetryBudget,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    /// What guards share, by the name under which they do.
    shared: HashMap<Arc<str>, Weak<Shared>>,
    /// Every guard that is alive, the oldest first.
    guards: Vec<Weak<Parts>>,
    /// Those of declared functions, which live as long as the registry.
    declared: HashMap<Box<str>, Guard>,
}

/// That of the system's clock.
static PROCESS: LazyLock<Arc<Registry>> =
    LazyLock::new(|| Arc::new(Registry::new(Clock::system(), RetryBudget::process())));

/// Those of clocks that tests turn. They are few, and never forgotten, as the guards in them hold
/// on to their clocks.
static OF_TESTS: Mutex<Vec<Arc<Registry>>> = Mutex::new(Vec::new());

impl Registry {
    /// That of the system's clock.
    pub(crate) fn process() -> &'static Self {
        &PROCESS
    }

    /// That of all guards by `clock`.
    pub(crate) fn of(clock: &Clock) -> Arc<Self> {
        if clock.is_system() {
            return Arc::clone(&PROCESS);
        }
        let mut all = OF_TESTS.lock();
        if let Some(known) = all.iter().find(|known| known.clock.is(clock)) {
            return Arc::clone(known);
        }
        let new = Arc::new(Self::new(clock.clone(), RetryBudget::new()));
        all.push(Arc::clone(&new));
        new
    }

    fn new(clock: Clock, budget: RetryBudget) -> Self {
        Self {
            clock,
            budget,
            inner: Mutex::default(),
        }
    }

    /// The budget of which all its guards have parts.
    pub(crate) fn budget(&self) -> &RetryBudget {
        &self.budget
    }

    /// Every guard that is alive, the oldest first.
    pub(crate) fn guards(&self) -> Vec<Guard> {
        let inner = self.inner.lock();
        inner.guards.iter().filter_map(Guard::alive).collect()
    }

    /// The guard of a declared function, made where there is none yet.
    pub(super) fn declared(&self, text: &str, module: &str) -> Guard {
        self.inner.lock().declared(self, text, module, read)
    }

    /// The same, held to `spec` in place of what it says itself, unless it is there already: what has
    /// been called before is held to what it was.
    pub(super) fn hold(&self, text: &str, module: &str, spec: &DependencySpec) -> Guard {
        let spec = |_: &str| spec.clone();
        self.inner.lock().declared(self, text, module, spec)
    }

    /// A guard for what `spec` says, with a `budget` of its own if one is given.
    pub(super) fn add(&self, spec: DependencySpec, budget: Option<&RetryBudget>) -> Guard {
        self.inner.lock().add(spec, self, budget)
    }
}

impl Inner {
    fn declared(
        &mut self,
        registry: &Registry,
        text: &str,
        module: &str,
        spec: impl FnOnce(&str) -> DependencySpec,
    ) -> Guard {
        let id = format!("{module}\n{text}");
        if let Some(known) = self.declared.get(&*id) {
            return known.clone();
        }
        let guard = self.add(spec(text), registry, None);
        self.declared.insert(id.into(), guard.clone());
        guard
    }

    fn add(
        &mut self,
        spec: DependencySpec,
        registry: &Registry,
        budget: Option<&RetryBudget>,
    ) -> Guard {
        let known = self.shared.get(spec.guard()).and_then(Weak::upgrade);
        let shared = known.unwrap_or_else(|| {
            let new = Arc::new(Shared::new(&spec, budget.unwrap_or(&registry.budget)));
            self.shared.insert(new.name_shared(), Arc::downgrade(&new));
            new
        });
        shared.told_of(&spec);
        let guard = Guard::new(spec, shared, registry.clock.clone());
        self.guards.retain(|guard| guard.strong_count() > 0);
        self.guards.push(guard.downgrade());
        guard
    }
}

/// What a declared function says, which the compiler has written.
fn read(text: &str) -> DependencySpec {
    DependencySpec::read(text).unwrap_or_else(|error| {
        let name = text.lines().next().unwrap_or_default();
        tracing::error!(dependency = name, %error, "a dependency is held to the defaults");
        let mut spec = DependencySpec::new("");
        spec.name = name.to_owned().into();
        spec
    })
}
