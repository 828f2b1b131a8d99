/** What kinds of personal data are told apart. */
export const personalKinds = [
  'email',
  'phone',
  'name',
  'address',
  'birth',
  'card',
  'account',
  'national',
  'other',
] as const;
export type PersonalKind = (typeof personalKinds)[number];

/** What a person says of a column: a kind, or that it is none, whatever was found. */
export const personalMarks = [...personalKinds, 'none'] as const;
export type PersonalMark = (typeof personalMarks)[number];

export const personalWords: Readonly<Record<PersonalMark, string>> = {
  email: 'e-mail',
  phone: 'phone number',
  name: 'name of a person',
  address: 'address',
  birth: 'date of birth',
  card: 'card number',
  account: 'bank account',
  national: 'national number',
  other: 'personal',
  none: 'not personal',
};
