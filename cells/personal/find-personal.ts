import { checkDigits, isCard, isIban } from './check-digits';
import type { PersonalKind } from './personal-kinds';

/** A column of which some values are looked at. */
export interface PersonalSample {
  readonly name: string;
  /** Values as text, none missing, each once. */
  readonly values: readonly string[];
  /** A column of numbers has lost leading zeros, and is read more strictly. */
  readonly isNumber?: boolean;
  readonly isDate?: boolean;
  /** Lists and structures, as text: looked through for e-mail addresses, and masked whole. */
  readonly isNested?: boolean;
}

export interface FoundPersonal {
  readonly kind: PersonalKind;
  /** How it was found, for people: "8 in 10 sampled values", "by its name". */
  readonly because: string;
}

const email = /[^\s@<>,;:"'()]+@[^\s@<>,;:"'()]+\.[a-z]{2,}/i;
/** International, or with separators: plain digits may be any number. */
const phone = /^(\+|00)\d[\d\s().\-/]{6,18}\d$|^\(?0?\d{2,5}\)?[\s./-]\d{2,5}[\s.-]?\d{2,6}([\s.-]\d{2,4})*$/;

/** Names of columns, in pieces: `customer_first_name` is customer, first, name. */
const names: readonly (readonly [PersonalKind, RegExp])[] = [
  ['email', /\be ?mails?\b/],
  ['phone', /\b(phone|mobile|telephone|fax|cell ?phone|msisdn)\b/],
  [
    'name',
    /\b(first|last|given|family|middle|full|maiden|customer|patient|person|user|employee|client|holder|contact) ?names?\b|\b(surname|forename|lastname|firstname|nachname|vorname|username)\b/,
  ],
  ['birth', /\b(date ?of ?birth|birth ?date|birth ?day|dob|geburtsdatum)\b/],
  [
    'address',
    /\b(street|home|postal|mailing|billing|shipping|ip) ?address\b|^address( ?line)?( \d)?$|\bstreet\b/,
  ],
  ['card', /\b(credit ?card|card ?number|card ?no|pan)\b/],
  ['account', /\b(iban|bank ?account|account ?number)\b/],
  [
    'national',
    /\b(ssn|social ?security( ?(number|no))?|national ?(id|number|insurance)|passport( ?(number|no))?|tax ?(id|number)|nino|cpf|pesel|bsn|aadhaar|nhs ?number|personnummer)\b/,
  ],
];

const words = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();

const compact = (value: string): string => value.replace(/[\s.\-/]/g, '').toUpperCase();
/** From so many values on, some may be wrong. */
const manyValues = 5;
/** Digits in groups of four, as cards print them. */
const cardGroups = /^\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}$/;

/** Counts up with each change of what is found: what was looked at before is looked at again. */
export const findingEdition = 1;

/**
 * Whether a column holds personal data: by its values where they have a form (e-mail, phone, card numbers with Luhn's digit, IBAN, national
 * numbers with their check digits), else by its name. Undefined when neither says so. It is a guess on a sample, to be corrected by hand.
 */
export function findPersonal({
  name,
  values,
  isNumber,
  isDate,
  isNested,
}: PersonalSample): FoundPersonal | undefined {
  const byName = names.find(([, pattern]) => pattern.test(words(name)))?.[0];
  const share = (test: (value: string) => boolean) =>
    values.length === 0 ? 0 : values.filter(test).length / values.length;
  const found = (kind: PersonalKind, part: number, what = ''): FoundPersonal => ({
    kind,
    because: `${Math.round(part * 100)} % of ${values.length} sampled values${what && `: ${what}`}`,
  });
  if (isNested) {
    const mails = share((value) => email.test(value));
    return mails >= 0.1 ? found('other', mails, 'an e-mail address in it') : undefined;
  }
  if (!isDate && values.length > 0) {
    if (!isNumber) {
      const mails = share((value) => email.test(value));
      if (mails >= 0.1) return found('email', mails);
      const accounts = share((value) => isIban(compact(value)));
      if (accounts >= 0.5) return found('account', accounts, 'IBAN');
    }
    // Of any numbers one in ten has a right check digit: nearly all must, and all of few, unless the name says the same.
    const least = byName === 'card' || byName === 'national' ? 0.5 : 0.9;
    const isEnough = (part: number, fewest: number) =>
      values.length >= manyValues ? part >= least : values.length >= fewest && part === 1;
    const cards = share((value) => isCard(compact(value)));
    if (isEnough(cards, values.every((value) => cardGroups.test(value)) ? 1 : 3)) return found('card', cards);
    for (const { name: of, digits, fewest, isValid } of checkDigits) {
      if (isNumber && !digits) continue;
      const valid = share((value) => {
        const text = compact(value);
        return isValid(isNumber && digits ? text.padStart(digits, '0') : text);
      });
      if (isEnough(valid, fewest)) return found('national', valid, of);
    }
    // Hyphens of other numbers look like a phone's: a name that says what they are goes before.
    if (!isNumber && (byName === undefined || byName === 'phone')) {
      const phones = share(
        (value) => phone.test(value) && !/^\d{4}-\d{2}-\d{2}/.test(value) && hasPhoneDigits(value),
      );
      if (phones >= 0.6) return found('phone', phones);
    }
  }
  if (!byName || (isNumber && (byName === 'name' || byName === 'address' || byName === 'email')))
    return undefined;
  return { kind: byName, because: 'by the name of the column' };
}

/** Eight digits at least, and at most the fifteen of an international number (ITU E.164). */
function hasPhoneDigits(value: string): boolean {
  const digits = value.replace(/\D/g, '');
  return digits.length >= 8 && digits.replace(/^0+/, '').length <= 15;
}
