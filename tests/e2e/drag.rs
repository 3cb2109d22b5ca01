//! A program that files are dragged from, as a file manager is one: the other half of the XDND protocol, version 5
//! (<https://www.freedesktop.org/wiki/Specifications/XDND/>). The window under the pointer is told of the files by the
//! protocol alone, so that what is tried is what happens on a desktop.

use std::path::Path;
use std::time::{Duration, Instant};

use quayside_e2e::stage::Stage;
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask, MapState, PropMode,
    SelectionNotifyEvent, SelectionRequestEvent, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

/// Generous: it only decides how long a failing trial takes.
const PATIENCE: Duration = Duration::from_secs(20);
const TICK: Duration = Duration::from_millis(30);
const VERSION: u32 = 5;

x11rb::atom_manager! {
    Atoms: AtomsCookie {
        XdndAware,
        XdndSelection,
        XdndEnter,
        XdndPosition,
        XdndStatus,
        XdndLeave,
        XdndDrop,
        XdndFinished,
        XdndActionCopy,
        URI_LIST: b"text/uri-list",
        TARGETS,
    }
}

/// Files on their way over the application's window.
pub struct Drag {
    connection: RustConnection,
    atoms: Atoms,
    source: Window,
    target: Window,
    uris: String,
    at: (i16, i16),
}

impl Drag {
    /// Takes the files up and holds them over the middle of the window.
    pub fn over(stage: &Stage, files: &[&Path]) -> Drag {
        let (connection, screen) = x11rb::connect(Some(&stage.display)).unwrap();
        let root = connection.setup().roots[screen].root;
        let atoms = Atoms::new(&connection).unwrap().reply().unwrap();
        let source = connection.generate_id().unwrap();
        let events = CreateWindowAux::new().event_mask(EventMask::PROPERTY_CHANGE);
        connection
            .create_window(0, source, root, 0, 0, 1, 1, 0, WindowClass::INPUT_ONLY, 0, &events)
            .unwrap()
            .check()
            .unwrap();
        connection.set_selection_owner(source, atoms.XdndSelection, x11rb::CURRENT_TIME).unwrap().check().unwrap();
        let target = aware(&connection, root, atoms.XdndAware);
        let uris = files.iter().map(|file| format!("file://{}\r\n", file.display())).collect();
        let mut drag = Drag { connection, atoms, source, target, uris, at: (700, 400) };
        drag.tell(drag.atoms.XdndEnter, [source, VERSION << 24, drag.atoms.URI_LIST, 0, 0]);
        // A hand is never still: the window asks what is dragged once it has seen it move.
        drag.hover();
        drag.hover();
        drag
    }

    /// Moves a little, and answers what the window asks.
    pub fn hover(&mut self) {
        self.at.0 += 1;
        let at = (u32::from(self.at.0 as u16) << 16) | u32::from(self.at.1 as u16);
        self.tell(self.atoms.XdndPosition, [self.source, 0, at, x11rb::CURRENT_TIME, self.atoms.XdndActionCopy]);
        self.wait_for("the window to say whether it takes them", self.atoms.XdndStatus);
        self.answer_for(TICK * 5);
    }

    /// Lets go of the files over the window.
    pub fn drop_here(mut self) {
        self.tell(self.atoms.XdndDrop, [self.source, 0, x11rb::CURRENT_TIME, 0, 0]);
        self.answer_for(TICK * 20);
    }

    /// Takes the files away again.
    pub fn leave(mut self) {
        self.tell(self.atoms.XdndLeave, [self.source, 0, 0, 0, 0]);
        self.answer_for(TICK * 5);
    }

    fn tell(&self, what: Atom, data: [u32; 5]) {
        let message = ClientMessageEvent::new(32, self.target, what, data);
        self.connection.send_event(false, self.target, EventMask::NO_EVENT, message).unwrap().check().unwrap();
    }

    fn wait_for(&mut self, what: &str, message: Atom) {
        let deadline = Instant::now() + PATIENCE;
        while self.answer().is_none_or(|told| told != message) {
            assert!(Instant::now() < deadline, "waited in vain for {what}");
            std::thread::sleep(TICK);
        }
    }

    fn answer_for(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while Instant::now() < end {
            while self.answer().is_some() {}
            std::thread::sleep(TICK);
        }
    }

    /// Deals with the next event: gives the files to who asks, returns what the window tells.
    fn answer(&mut self) -> Option<Atom> {
        match self.connection.poll_for_event().unwrap()? {
            Event::SelectionRequest(request) => {
                self.give(&request);
                Some(x11rb::NONE)
            }
            Event::ClientMessage(message) => Some(message.type_),
            _ => Some(x11rb::NONE),
        }
    }

    fn give(&self, request: &SelectionRequestEvent) {
        let (connection, atoms) = (&self.connection, &self.atoms);
        let property = if request.property == x11rb::NONE { request.target } else { request.property };
        let given = match request.target {
            target if target == atoms.URI_LIST => connection.change_property8(
                PropMode::REPLACE,
                request.requestor,
                property,
                target,
                self.uris.as_bytes(),
            ),
            target if target == atoms.TARGETS => {
                let targets = [atoms.TARGETS, atoms.URI_LIST];
                connection.change_property32(PropMode::REPLACE, request.requestor, property, AtomEnum::ATOM, &targets)
            }
            _ => {
                self.notify(request, x11rb::NONE);
                return;
            }
        };
        given.unwrap().check().unwrap();
        self.notify(request, property);
    }

    fn notify(&self, request: &SelectionRequestEvent, property: Atom) {
        let told = SelectionNotifyEvent {
            response_type: x11rb::protocol::xproto::SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: request.target,
            property,
        };
        self.connection.send_event(false, request.requestor, EventMask::NO_EVENT, told).unwrap().check().unwrap();
    }
}

/// The window that takes what is dragged: the application's, for there is no other one in sight.
fn aware(connection: &RustConnection, root: Window, aware: Atom) -> Window {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let children = connection.query_tree(root).unwrap().reply().unwrap().children;
        let found = children.into_iter().rev().find(|window| {
            let property = connection.get_property(false, *window, aware, AtomEnum::ATOM, 0, 1).unwrap().reply();
            let geometry = connection.get_geometry(*window).unwrap().reply();
            let attributes = connection.get_window_attributes(*window).unwrap().reply();
            let seen = attributes.is_ok_and(|attributes| attributes.map_state == MapState::VIEWABLE);
            seen && property.is_ok_and(|property| property.length > 0) && geometry.is_ok_and(|size| size.width > 100)
        });
        if let Some(window) = found {
            return window;
        }
        assert!(Instant::now() < deadline, "no window takes files");
        std::thread::sleep(TICK);
    }
}
