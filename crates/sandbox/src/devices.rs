//! Who has a device that a push service can reach, and what becomes of a push. Each service has devices and tokens of
//! its own; the cast is the same at each: see [`people`](crate::people).

use crate::people::Person;
use crate::random::Random;

/// What becomes of a push to a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// It gets there.
    Here,
    /// It gets there, and the service says that the device has another token now.
    Renamed,
    /// The app was removed.
    Removed,
    /// The token is of another environment, project or app.
    Elsewhere,
}

/// One person's device.
#[derive(Debug)]
pub(crate) struct Device {
    person: u32,
    /// What the service calls it.
    pub token: String,
    pub reach: Reach,
    /// How many pushes it got.
    pub received: u32,
}

/// The devices of one service, in the order of the people.
#[derive(Debug)]
pub(crate) struct Devices(Vec<Device>);

impl Devices {
    /// The cast, and about two thirds of the others. `token` makes a token of the person's number and 32 drawn hex
    /// digits.
    pub fn seeded(
        seed: u64,
        service: &str,
        people: &[Person],
        token: fn(u32, &str) -> String,
    ) -> Self {
        let mut random = Random::stream(seed, &format!("{service} devices"));
        let devices = people.iter().filter_map(|person| {
            // Drawn for all alike, so that a change of the cast leaves the others as they were.
            let digits: String = (0..32)
                .map(|_| random.pick(&b"0123456789abcdef".map(char::from)))
                .collect();
            let has_one = random.chance(65);
            let reach = match person.number {
                1002 => Reach::Renamed,
                1007 => Reach::Removed,
                1012 => Reach::Elsewhere,
                1009 | 1010 => return None,
                1001..=1013 => Reach::Here,
                _ if has_one => Reach::Here,
                _ => return None,
            };
            Some(Device {
                person: person.number,
                token: token(person.number, &digits),
                reach,
                received: 0,
            })
        });
        Self(devices.collect())
    }

    /// A person's device.
    pub fn of(&self, person: &Person) -> Option<&Device> {
        self.0.iter().find(|device| device.person == person.number)
    }

    /// The device of that token.
    pub fn find(&mut self, token: &str) -> Option<&mut Device> {
        self.0.iter_mut().find(|device| device.token == token)
    }

    /// `a device, 2 pushes`.
    pub fn words(&self, person: &Person) -> Option<String> {
        let device = self.of(person)?;
        let state = match device.reach {
            Reach::Here | Reach::Renamed => "a device",
            Reach::Removed => "app removed from the device",
            Reach::Elsewhere => "a device of another environment",
        };
        Some(match device.received {
            0 => state.to_owned(),
            1 => format!("{state}, 1 push"),
            n => format!("{state}, {n} pushes"),
        })
    }
}
