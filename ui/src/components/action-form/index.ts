export { ParamField, Params } from "./params";
export { isAsked, stillAsked } from "./values";
