//! What a job may take: what its service shares, and what is known of the run.

use std::any::{Any, TypeId, type_name};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use actix_web::web::Data;

use super::JobRun;

/// What a job may take: [`Data`] of a value that was given to
/// [`Builder::app_data`](crate::Builder::app_data), and [`JobRun`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that a job can take\n\
               help: take `web::Data<…>` of a value that the builder has by `.app_data(…)`, or `JobRun`",
    label = "there is no request from which this could be made"
)]
pub trait JobArgument: Sized {
    #[doc(hidden)]
    fn take(taking: &mut Taking<'_>) -> Option<Self>;
}

impl JobArgument for JobRun {
    fn take(taking: &mut Taking<'_>) -> Option<Self> {
        Some(taking.run.clone())
    }
}

impl<T: Send + Sync + 'static> JobArgument for Data<T> {
    fn take(taking: &mut Taking<'_>) -> Option<Self> {
        let found = taking.values.get::<T>();
        if found.is_none() {
            taking.missing.get_or_insert(type_name::<T>());
        }
        found
    }
}

/// The arguments of one run, as they are taken.
#[doc(hidden)]
#[derive(Debug)]
pub struct Taking<'a> {
    values: &'a Values,
    run: &'a JobRun,
    /// What nobody has given, by its type's name.
    pub(super) missing: Option<&'static str>,
}

impl<'a> Taking<'a> {
    pub(super) fn new(values: &'a Values, run: &'a JobRun) -> Self {
        Self {
            values,
            run,
            missing: None,
        }
    }
}

/// The next argument; nothing where nobody has given it.
#[doc(hidden)]
pub fn given<A: JobArgument>(taking: &mut Taking<'_>) -> Option<A> {
    A::take(taking)
}

/// The values that a service shares, by their types.
#[derive(Clone, Default)]
pub(crate) struct Values(HashMap<TypeId, Arc<dyn Any + Send + Sync>>);

impl Values {
    /// Adds a value, in the place of an earlier one of its type.
    pub(crate) fn add<T: Send + Sync + 'static>(&mut self, value: &Data<T>) {
        let value: Arc<dyn Any + Send + Sync> = Arc::new(Data::clone(value));
        self.0.insert(TypeId::of::<T>(), value);
    }

    fn get<T: Send + Sync + 'static>(&self) -> Option<Data<T>> {
        let value = self.0.get(&TypeId::of::<T>())?;
        value.downcast_ref::<Data<T>>().cloned()
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Values")
            .field("count", &self.0.len())
            .finish()
    }
}
