/** The examples under `examples/`: `<name>.html` and the data it reads. */
export interface Example {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly source: string;
  readonly dataset: { readonly file: string; readonly name: string; readonly table: string };
}

export const catalogue: readonly Example[] = [
  {
    name: 'bike-sharing',
    title: 'Bike sharing: from a query to production and back',
    about:
      'Hourly rentals in Washington, D.C. Ask, train on 2011, promote, serve the rows of 2012, and watch the model drift. All four journeys in one notebook.',
    source: 'UCI Bike Sharing, Fanaee-T and Gama 2013, CC BY 4.0 · 17\u202f379\u00a0rows',
    dataset: { file: 'bike-sharing-hour.csv', name: 'Bike sharing by hour', table: 'bike_sharing_hour' },
  },
  {
    name: 'california-housing',
    title: 'California housing: what makes a house dear',
    about:
      'Census blocks of 1990 on a map, and a model of their median house value with missing values and a category.',
    source: 'Pace and Barry 1997, by way of StatLib · 20\u202f640\u00a0rows',
    dataset: { file: 'california-housing.csv', name: 'California housing', table: 'california_housing' },
  },
  {
    name: 'penguins',
    title: 'Penguins: three species, four measurements',
    about:
      'A small data set to learn the tool with: inputs, charts, and a classifier with its confusion matrix.',
    source: 'Horst, Hill and Gorman 2020, CC0 · 344\u00a0rows',
    dataset: { file: 'penguins.csv', name: 'Penguins', table: 'penguins' },
  },
];
