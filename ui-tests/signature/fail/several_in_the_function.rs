//! Everything that is wrong is said at once, each at its place.
use actix_web::App;
use hardpoint::endpoint;

#[endpoint(get = "/order/{id}", timeout = "forever")]
unsafe fn order<T, const N: usize>(one: impl Copy, two: Vec<impl Copy>) {
    drop((one, two));
}

fn main() {
    let _ = App::new().service(order);
}
