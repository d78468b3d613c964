//! held_plans
