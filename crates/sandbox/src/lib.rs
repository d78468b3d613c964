//! The vendor simulator on loopback: stateful sites of every vendor, with faults on demand
