import { describe, expect, it } from 'vitest';
import { checkDigits, findPersonal, maskText, maskValue } from '.';
import { hasLuhn, isCard, isIban } from './check-digits';

describe('check digits', () => {
  // Published examples of each number, or of its standard; none belongs to a person.
  it.each([
    ['Spain, DNI or NIE', '12345678Z', '12345678A'],
    ['Spain, DNI or NIE', 'X1234567L', 'X1234567M'],
    ['Italy, codice fiscale', 'RSSMRA85T10A562S', 'RSSMRA85T10A562T'],
    ['France, NIR', '255081416802538', '255081416802539'],
    ['Germany, tax number', '86095742719', '86095742718'],
    ['Netherlands, BSN', '111222333', '111222334'],
    ['Belgium, national number', '85073003328', '85073003329'],
    ['Poland, PESEL', '44051401359', '44051401358'],
    ['Finland, HETU', '131052308T', '131052308U'],
    ['Sweden, personnummer', '8112189876', '8112189875'],
    ['Norway, fødselsnummer', '15076500565', '15076500566'],
    ['United Kingdom, NHS number', '9434765919', '9434765918'],
    ['Brazil, CPF', '11144477735', '11144477736'],
    ['India, Aadhaar', '234123412346', '234123412345'],
    ['China, resident identity number', '11010519491231002X', '110105194912310021'],
  ])('of %s: %s, not %s', (name, right, wrong) => {
    const number = checkDigits.find((one) => one.name === name);
    expect([number?.isValid(right), number?.isValid(wrong)]).toEqual([true, false]);
  });

  it('of cards and accounts', () => {
    expect(['79927398713', '79927398710'].map(hasLuhn)).toEqual([true, false]);
    expect(['4111111111111111', '4111111111111112', '378282246310005'].map(isCard)).toEqual([
      true,
      false,
      true,
    ]);
    expect(['GB82WEST12345698765432', 'GB82WEST12345698765431'].map(isIban)).toEqual([true, false]);
  });
});

describe('a column is personal', () => {
  const kindOf = (name: string, values: string[], rest = {}) => findPersonal({ name, values, ...rest })?.kind;
  const cards = [
    '4111111111111111',
    '5555555555554444',
    '378282246310005',
    '4012888888881881',
    '6011111111111117',
  ];

  it('by its values', () => {
    expect(kindOf('contact', ['ada@example.org', 'n/a', 'grace@example.com'])).toBe('email');
    expect(kindOf('a', cards)).toBe('card');
    expect(kindOf('a', cards, { isNumber: true })).toBe('card');
    expect(kindOf('a', ['+1 202 555 0143', '+44 20 7946 0958', '(202) 555-0170'])).toBe('phone');
    expect(kindOf('a', ['GB82 WEST 1234 5698 7654 32'])).toBe('account');
    const found = findPersonal({
      name: 'a',
      values: ['12345678Z', '87654321X', '00000000T', '11111111H', '99999999R'],
    });
    expect(found).toEqual({ kind: 'national', because: '100 % of 5 sampled values: Spain, DNI or NIE' });
  });

  it('by few values, where all are right and chance would not make them so', () => {
    expect(kindOf('a', ['ada@example.org'])).toBe('email');
    expect(kindOf('a', ['GB82WEST12345698765432'])).toBe('account');
    expect(kindOf('a', ['4111 1111 1111 1111'])).toBe('card');
    expect(kindOf('a', cards.slice(0, 3), { isNumber: true })).toBe('card');
    expect(kindOf('a', ['RSSMRA85T10A562S'])).toBe('national');
    expect(kindOf('a', ['85.07.30-033.28', '85073003328'])).toBe('national');
    expect(kindOf('tax_id', ['86095742719'])).toBe('national');
    expect(kindOf('phone', [])).toBe('phone');
    // One right number of 16 digits, three of nine, and all but one: numbers of orders are so, too.
    expect(kindOf('a', ['4111111111111111'])).toBeUndefined();
    expect(kindOf('a', cards.slice(0, 2), { isNumber: true })).toBeUndefined();
    expect(kindOf('a', ['4111 1111 1111 1111', '4111 1111 1111 1112'])).toBeUndefined();
    expect(kindOf('a', ['111222333', '111222333', '123456782'], { isNumber: true })).toBeUndefined();
  });

  it('as a whole, where its lists or structures hold addresses', () => {
    const nested = { isNested: true };
    expect(kindOf('who', ["{'name': Ada, 'mail': ada@example.org}", '{}'], nested)).toBe('other');
    expect(kindOf('phone', ['[1, 2]'], nested)).toBeUndefined();
  });

  it('by its name', () => {
    expect(kindOf('customer_first_name', ['Ada', 'Grace'])).toBe('name');
    expect(kindOf('dateOfBirth', ['1815-12-10'], { isDate: true })).toBe('birth');
    expect(kindOf('SSN', ['078-05-1120'])).toBe('national');
  });

  it('and the columns of ordinary data are not', () => {
    for (const name of [
      'native-country',
      'education-num',
      'occupation',
      'cnt',
      'species',
      'median_house_value',
    ])
      expect(kindOf(name, ['1', '2', '3', '4', '5', '6']), name).toBeUndefined();
    expect(
      kindOf('fnlwgt', ['226802', '89814', '336951', '160323', '103497', '198693'], { isNumber: true }),
    ).toBeUndefined();
    expect(kindOf('at', ['2011-01-01', '2011-01-02', '2012-10-10'])).toBeUndefined();
    // One in ten numbers of 16 digits has Luhn's digit by chance.
    const near = Array.from({ length: 50 }, (_, i) => String(4_111_111_111_111_100 + i));
    expect(kindOf('a', near)).toBeUndefined();
  });
});

describe('what is masked', () => {
  it('says that it is there', () => {
    expect(maskValue('ada@example.org', 'email')).toBe('a•••@•••.org');
    expect(maskValue('4111111111111111', 'card')).toBe('••• 1111');
    expect(maskValue('Ada Lovelace', 'name')).toBe('A•••');
    expect(maskValue('1815-12-10', 'birth')).toBe('181•');
    expect(maskValue('078-05-1120', 'national')).toBe('•••');
  });

  it('is found inside a text, and other numbers stay', () => {
    expect(maskText('Write to ada@example.org, card 4111 1111 1111 1111, 12345678901234 rows')).toBe(
      'Write to a•••@•••.org, card ••• 1111, 12345678901234 rows',
    );
    expect(maskText('0.4111111111111111 and 4111111111111112')).toBe(
      '0.4111111111111111 and 4111111111111112',
    );
  });
});
