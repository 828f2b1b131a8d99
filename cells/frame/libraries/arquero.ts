export * from 'arquero';
