/** Numbers of persons, cards and accounts that carry digits to check the others by. Each takes text without spaces, dots and hyphens. */

const digitsOf = (text: string): number[] => [...text].map(Number);
const weighted = (text: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, i) => sum + weight * Number(text[i] ?? 0), 0);

/** ISO/IEC 7812-1 annex B: every second digit from the right doubled, its digits added; the sum ends in 0. */
export function hasLuhn(text: string): boolean {
  if (!/^\d+$/.test(text)) return false;
  const sum = digitsOf(text)
    .reverse()
    .reduce((total, digit, i) => total + (i % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)), 0);
  return sum % 10 === 0;
}

/** ISO 7064 MOD 97-10 over letters as 10 … 35. */
function remainder97(text: string): number {
  let rest = 0;
  for (const letter of text) {
    const value = Number.parseInt(letter, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

/** ISO 13616: country, two check digits, up to 30 letters and digits. */
export const isIban = (text: string): boolean =>
  /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text) && remainder97(text.slice(4) + text.slice(0, 4)) === 1;

/** 13 to 19 digits of a known issuer, by Luhn. */
export const isCard = (text: string): boolean =>
  /^(4\d{12}(\d{3}){0,2}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(0[0-5]|[68]\d)\d{11}|6(011|5\d\d)\d{12}|35\d{14}|62\d{14,17})$/.test(
    text,
  ) && hasLuhn(text);

/** ISO 7064 MOD 11, 10, as of the German tax number. */
function hasMod1110(text: string): boolean {
  let product = 10;
  for (const digit of digitsOf(text.slice(0, -1))) {
    const sum = (digit + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === Number(text.at(-1));
}

/** Verhoeff (1969): the dihedral group of order ten. */
function hasVerhoeff(text: string): boolean {
  const turn = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
  const multiply = (a: number, b: number) =>
    a < 5
      ? b < 5
        ? (a + b) % 5
        : ((a + b - 5) % 5) + 5
      : b < 5
        ? ((((a - b) % 5) + 5) % 5) + 5
        : (a - b + 10) % 5;
  const permute = (digit: number, times: number): number => {
    let result = digit;
    for (let i = 0; i < times; i++) result = turn[result] ?? 0;
    return result;
  };
  return (
    digitsOf(text)
      .reverse()
      .reduce((check, digit, i) => multiply(check, permute(digit, i % 8)), 0) === 0
  );
}

/** The two check digits of Brazil's CPF: weights down to 2, modulo 11. */
function hasCpfDigits(text: string): boolean {
  const digit = (length: number) => {
    const sum = digitsOf(text.slice(0, length)).reduce(
      (total, value, i) => total + value * (length + 1 - i),
      0,
    );
    return ((sum * 10) % 11) % 10;
  };
  return !/^(\d)\1+$/.test(text) && digit(9) === Number(text[9]) && digit(10) === Number(text[10]);
}

/** Italy's codice fiscale: letters and digits at odd places by a table of their own, modulo 26. */
function hasFiscalLetter(text: string): boolean {
  const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
  const place = (letter: string) => (/\d/.test(letter) ? Number(letter) : letter.charCodeAt(0) - 65);
  const sum = [...text.slice(0, 15)].reduce(
    (total, letter, i) => total + (i % 2 === 0 ? (odd[place(letter)] ?? 0) : place(letter)),
    0,
  );
  return String.fromCharCode(65 + (sum % 26)) === text[15];
}

/** A day and month that there are, at the places given. */
const hasDay = (text: string, at: { day: number; month: number }): boolean => {
  const day = Number(text.slice(at.day, at.day + 2));
  const month = Number(text.slice(at.month, at.month + 2));
  return day >= 1 && day <= 31 && month >= 1 && month <= 12;
};

export interface NationalNumber {
  /** Where and what: "Brazil, CPF". */
  readonly name: string;
  /** Length of those that are digits only: a number column has lost its leading zeros. */
  readonly digits?: number;
  /** So many different values, all of them right, are no chance (1 in 10 000 other numbers of that length); five, where check digits are weak. */
  readonly fewest: number;
  isValid(text: string): boolean;
}

/** National numbers that can be told from other numbers by their digits. */
export const checkDigits: readonly NationalNumber[] = [
  {
    name: 'Spain, DNI or NIE',
    fewest: 3,
    isValid: (text) =>
      /^[XYZ\d]\d{7}[A-Z]$/.test(text) &&
      'TRWAGMYFPDXBNJZSQVHLCKE'[
        Number(text.slice(0, 8).replace(/^[XYZ]/, (x) => String('XYZ'.indexOf(x)))) % 23
      ] === text[8],
  },
  {
    name: 'Italy, codice fiscale',
    fewest: 1,
    isValid: (text) => /^[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]$/.test(text) && hasFiscalLetter(text),
  },
  {
    name: 'France, NIR',
    fewest: 2,
    digits: 15,
    isValid: (text) =>
      /^[12]\d{2}(0[1-9]|1[0-2]|[2-9]\d)(\d{2}|2[AB])\d{8}$/.test(text) &&
      97n - (BigInt(text.slice(0, 13).replace('2A', '19').replace('2B', '18')) % 97n) ===
        BigInt(text.slice(13)),
  },
  {
    name: 'Germany, tax number',
    fewest: 5,
    digits: 11,
    isValid: (text) => /^[1-9]\d{10}$/.test(text) && hasTaxRepeats(text) && hasMod1110(text),
  },
  {
    name: 'Netherlands, BSN',
    fewest: 5,
    digits: 9,
    isValid: (text) =>
      /^\d{9}$/.test(text) && Number(text) > 0 && weighted(text, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0,
  },
  {
    name: 'Belgium, national number',
    fewest: 2,
    digits: 11,
    isValid: (text) => {
      if (!/^\d{11}$/.test(text) || !hasDay(text, { day: 4, month: 2 })) return false;
      const check = Number(text.slice(9));
      return [text.slice(0, 9), `2${text.slice(0, 9)}`].some((part) => 97 - (Number(part) % 97) === check);
    },
  },
  {
    name: 'Poland, PESEL',
    fewest: 3,
    digits: 11,
    isValid: (text) =>
      /^\d{11}$/.test(text) &&
      hasDay(`${text.slice(0, 2)}${String(Number(text.slice(2, 4)) % 20).padStart(2, '0')}${text.slice(4)}`, {
        day: 4,
        month: 2,
      }) &&
      weighted(text, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0,
  },
  {
    name: 'Finland, HETU',
    fewest: 2,
    isValid: (text) =>
      /^\d{6}[+\-A-FU-Y]?\d{3}[0-9A-Y]$/.test(text) &&
      hasDay(text, { day: 0, month: 2 }) &&
      '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(text.slice(0, 6) + text.slice(-4, -1)) % 31] === text.at(-1),
  },
  {
    name: 'Sweden, personnummer',
    fewest: 3,
    digits: 10,
    isValid: (text) =>
      /^\d{10}(\d{2})?$/.test(text) &&
      hasDay(text.slice(-10), { day: 4, month: 2 }) &&
      hasLuhn(text.slice(-10)),
  },
  {
    name: 'Norway, fødselsnummer',
    fewest: 2,
    digits: 11,
    isValid: (text) =>
      /^\d{11}$/.test(text) &&
      hasDay(text, { day: 0, month: 2 }) &&
      weighted(text, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 === 0 &&
      weighted(text, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0,
  },
  {
    name: 'United Kingdom, NHS number',
    fewest: 5,
    digits: 10,
    isValid: (text) =>
      /^[1-9]\d{9}$/.test(text) && weighted(text, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0,
  },
  {
    name: 'Brazil, CPF',
    fewest: 3,
    digits: 11,
    isValid: (text) => /^\d{11}$/.test(text) && hasCpfDigits(text),
  },
  {
    name: 'India, Aadhaar',
    fewest: 5,
    digits: 12,
    isValid: (text) => /^[2-9]\d{11}$/.test(text) && hasVerhoeff(text),
  },
  {
    name: 'China, resident identity number',
    fewest: 2,
    isValid: (text) =>
      /^[1-9]\d{5}(19|20)\d{2}\d{7}[\dX]$/.test(text) &&
      hasDay(text, { day: 12, month: 10 }) &&
      '10X98765432'[weighted(text, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11] === text[17],
  },
];

/** Of the first ten digits of a German tax number one stands there two or three times, and not three times in a row. */
function hasTaxRepeats(text: string): boolean {
  const counts = new Map<string, number>();
  for (const digit of text.slice(0, 10)) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  const repeated = [...counts.values()].filter((count) => count > 1);
  return repeated.length === 1 && (repeated[0] ?? 0) <= 3 && !/(\d)\1\1/.test(text.slice(0, 10));
}
