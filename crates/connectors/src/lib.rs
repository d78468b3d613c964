//! What a connector is, the road every request takes, one folder per vendor
