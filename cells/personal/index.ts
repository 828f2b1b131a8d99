/**
 * Personal data: how to find it in the values and names of columns, and how to show that a value is there without showing it. Pure;
 * knows no engine and no table.
 */
export { checkDigits, type NationalNumber } from './check-digits';
export { type FoundPersonal, findingEdition, findPersonal, type PersonalSample } from './find-personal';
export { maskText, maskValue } from './mask';
export { maskCell, maskPart, maskParts, type PersonalColumns } from './personal-columns';
export {
  type PersonalKind,
  type PersonalMark,
  personalKinds,
  personalMarks,
  personalWords,
} from './personal-kinds';
export { placeholderFor } from './placeholder';
