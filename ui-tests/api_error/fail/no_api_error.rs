struct Error;

fn takes<E: hardpoint::ApiError>(_: E) {}

fn main() {
    takes(Error);
}
