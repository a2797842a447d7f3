//! A Redis Cluster of a test's own, whose slots move as it likes.

use std::time::Duration;

use redis::{Value, from_redis_value};

use super::Redis;

/// How many slots a cluster has.
const SLOTS: u16 = 16_384;
/// How long it is waited for, before a test fails rather than hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// Private servers that are one cluster; gone when it is dropped.
#[derive(Debug)]
pub struct Cluster {
    servers: Vec<Redis>,
}

impl Cluster {
    /// Starts that many servers, with the slots spread evenly over them, and these arguments.
    pub async fn start(count: u16, arguments: &[&str]) -> Self {
        let servers: Vec<Redis> = (0..count).map(|_| member(arguments)).collect();
        let cluster = Self { servers };
        for (index, server) in (0..).zip(&cluster.servers) {
            let each = SLOTS.div_ceil(count);
            let slots = index * each..SLOTS.min((index + 1) * each);
            let slots: Vec<String> = slots.map(|slot| slot.to_string()).collect();
            let mut words = vec!["CLUSTER", "ADDSLOTS"];
            words.extend(slots.iter().map(String::as_str));
            server.tell(&words).await;
        }
        for server in &cluster.servers[1..] {
            cluster.meet(server).await;
        }
        cluster.until_whole().await;
        cluster
    }

    /// Starts one more server, which follows that one.
    pub async fn add_replica(&mut self, of: usize, arguments: &[&str]) {
        let replica = member(arguments);
        self.meet(&replica).await;
        self.servers.push(replica);
        self.until_whole().await;
        let master = id(&self.servers[of]).await;
        let replica = self.servers.last().expect("a replica");
        replica.tell(&["CLUSTER", "REPLICATE", &master]).await;
        until("the replica follows", async || {
            replica.info("master_link_status").await == "up"
        })
        .await;
    }

    /// The servers, in the order in which they were started.
    pub fn servers(&self) -> &[Redis] {
        &self.servers
    }

    /// All of them, as one URL.
    pub fn url(&self) -> String {
        let addresses: Vec<&str> = self.servers.iter().map(Redis::address).collect();
        format!("redis+cluster://{}", addresses.join(","))
    }

    /// Which server has the slot of that key.
    pub async fn owner(&self, key: &str) -> usize {
        let slot = self.slot(key).await;
        for (index, server) in self.servers.iter().enumerate() {
            let nodes = text(server.tell(&["CLUSTER", "NODES"]).await);
            let myself = nodes.lines().find(|line| line.contains("myself"));
            let ranges = myself.expect("itself").split(' ').skip(8);
            let mut ranges = ranges.filter_map(|range| {
                let (first, last) = range.split_once('-').unwrap_or((range, range));
                Some(first.parse::<u16>().ok()?..=last.parse::<u16>().ok()?)
            });
            if ranges.any(|range| range.contains(&slot)) {
                return index;
            }
        }
        panic!("nobody has slot {slot}")
    }

    /// Begins to move the slot of that key to a server: what is not there yet is looked for where
    /// it was, and what is new is made there.
    pub async fn begin_to_move(&self, key: &str, to: usize) {
        let (slot, from) = (self.slot(key).await, self.owner(key).await);
        let (from, to) = (&self.servers[from], &self.servers[to]);
        let (slot, source, target) = (slot.to_string(), id(from).await, id(to).await);
        to.tell(&["CLUSTER", "SETSLOT", &slot, "IMPORTING", &source])
            .await;
        from.tell(&["CLUSTER", "SETSLOT", &slot, "MIGRATING", &target])
            .await;
    }

    /// Moves the keys of that key's slot, and then the slot.
    pub async fn move_all(&self, key: &str, to: usize) {
        let (slot, from) = (self.slot(key).await, self.owner(key).await);
        let (from, to) = (&self.servers[from], &self.servers[to]);
        let (slot, target) = (slot.to_string(), id(to).await);
        let keys = ["CLUSTER", "GETKEYSINSLOT", &slot, "10000"];
        let keys: Vec<String> = from_redis_value(from.tell(&keys).await).expect("keys");
        if !keys.is_empty() {
            let (host, port) = to.address().split_once(':').expect("an address");
            let mut words = vec!["MIGRATE", host, port, "", "0", "5000", "KEYS"];
            words.extend(keys.iter().map(String::as_str));
            from.tell(&words).await;
        }
        for server in [to, from] {
            server
                .tell(&["CLUSTER", "SETSLOT", &slot, "NODE", &target])
                .await;
        }
    }

    async fn slot(&self, key: &str) -> u16 {
        let slot = self.servers[0].tell(&["CLUSTER", "KEYSLOT", key]).await;
        from_redis_value(slot).expect("a slot")
    }

    async fn meet(&self, server: &Redis) {
        let (host, port) = server.address().split_once(':').expect("an address");
        self.servers[0].tell(&["CLUSTER", "MEET", host, port]).await;
    }

    /// All know all others, and that every slot has an owner.
    async fn until_whole(&self) {
        let known = format!("cluster_known_nodes:{}", self.servers.len());
        for server in &self.servers {
            until("the cluster is whole", async || {
                let said = text(server.tell(&["CLUSTER", "INFO"]).await);
                said.contains("cluster_state:ok") && said.contains(&known)
            })
            .await;
        }
    }
}

fn member(arguments: &[&str]) -> Redis {
    let usual = ["--cluster-enabled", "yes", "--cluster-node-timeout", "2000"];
    Redis::start(&[&usual, arguments].concat())
}

async fn id(server: &Redis) -> String {
    text(server.tell(&["CLUSTER", "MYID"]).await)
}

fn text(said: Value) -> String {
    from_redis_value(said).expect("text")
}

/// Asks until it is so.
async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let asked = async { while !is_so().await {} };
    let asked = tokio::time::timeout(PATIENCE, asked).await;
    assert!(asked.is_ok(), "{what}: not within {PATIENCE:?}");
}
