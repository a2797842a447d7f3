//! A method stays a method, of a type or of a trait.
//! Keeps: `each_attempt_has_the_same_self`.
#![deny(warnings, missing_docs, unreachable_pub)]

use std::pin::Pin;
use std::sync::Arc;

use hardpoint::dependency;
use hardpoint::dependency::DependencyError;

type Answer<T> = Result<T, DependencyError>;

async fn elsewhere() {}

/// Whom somebody asks.
#[derive(Debug, Clone)]
pub struct Payments<T> {
    base: T,
    asked: u64,
}

impl<T: AsRef<str> + Send + Sync> Payments<T> {
    /// By reference.
    #[dependency(key = (self.asked, order).key(), retry = "2", fallback = Self::noted)]
    pub async fn charge(&self, order: Shown, cents: u64) -> Answer<u64> {
        elsewhere().await;
        Ok(order.0 + cents + self.base.as_ref().len() as u64)
    }

    async fn noted(&self, order: Shown, cents: u64, _: DependencyError) -> Answer<u64> {
        Ok(order.0 + cents)
    }

    /// With lifetimes.
    #[dependency(idempotent)]
    pub async fn longest<'a>(&'a self, other: &'a str) -> Answer<&'a str> {
        elsewhere().await;
        Ok(if self.base.as_ref().len() > other.len() { self.base.as_ref() } else { other })
    }

    /// With a lifetime that is not written.
    #[dependency(idempotent)]
    pub async fn base(&self, _unused: &str) -> Answer<&T> {
        Ok(&self.base)
    }

    /// Pinned.
    #[dependency(idempotent)]
    pub async fn pinned(self: Pin<&Self>) -> Answer<u64> {
        Ok(self.asked)
    }

    /// Once, with whatever `self`.
    #[dependency]
    pub async fn counted(&mut self) -> Answer<u64> {
        self.asked += 1;
        elsewhere().await;
        Ok(self.asked)
    }

    /// Once, by value.
    #[dependency]
    pub async fn ended(self) -> Answer<T> {
        elsewhere().await;
        Ok(self.base)
    }

    /// Once, in whatever holds it.
    #[dependency(retry = "none because:it is asked again")]
    pub async fn shared(self: Arc<Self>, mut more: u64) -> Answer<u64> {
        more += self.asked;
        elsewhere().await;
        Ok(more)
    }

    /// Without a `self`.
    #[dependency(idempotent)]
    pub async fn of(base: T) -> Answer<Self>
    where
        T: Clone,
    {
        Ok(Self { base, asked: 0 })
    }
}

/// What a key may be made of.
#[derive(Debug, Clone, Copy)]
pub struct Shown(u64);

trait AsKey {
    fn key(&self) -> String;
}

impl AsKey for (u64, Shown) {
    fn key(&self) -> String {
        format!("{}-{}", self.0, self.1.0)
    }
}

/// What others implement.
pub trait Stock {
    /// How much there is.
    fn count(&self, sku: &str) -> impl Future<Output = Answer<u64>> + Send;

    /// The default asks somebody.
    #[allow(async_fn_in_trait)]
    #[dependency(idempotent)]
    async fn twice(&self, sku: &str) -> Answer<u64> {
        Ok(2 * self.count(sku).await?)
    }
}

impl<T: AsRef<str> + Send + Sync> Stock for Payments<T> {
    #[dependency(idempotent, attempt = "1s")]
    async fn count(&self, sku: &str) -> Answer<u64> {
        elsewhere().await;
        Ok(self.asked + sku.len() as u64)
    }
}

fn sent<F: Future + Send>(call: F) -> F {
    call
}

fn main() {
    let mut payments = Payments { base: String::new(), asked: 0 };
    drop(sent(payments.counted()));
    drop(sent(payments.charge(Shown(1), 2)));
    drop(sent(payments.longest("a")));
    drop(sent(payments.base("a")));
    drop(sent(Pin::new(&payments).pinned()));
    drop(sent(payments.count("a")));
    drop(payments.twice("a"));
    drop(sent(Arc::new(payments.clone()).shared(1)));
    drop(sent(payments.ended()));
    drop(sent(Payments::of("a")));
}
