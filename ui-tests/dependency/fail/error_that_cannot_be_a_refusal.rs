//! It has no variant for what the guard says.
//! Breaks: `a_dependency_fails_with_what_a_guard_can_tell`.
use hardpoint::dependency;

#[dependency]
async fn stock(sku: &str) -> Result<usize, Failed> {
    Ok(sku.len())
}


#[derive(Debug, hardpoint::ApiError)]
enum Failed {
    #[api(status = 404, code = "no_such_sku", message = "there is none")]
    None,
}

fn main() {}
