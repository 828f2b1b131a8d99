import { render } from '@react-email/render';
import { createElement } from 'react';
import { FailureMail } from './failure-mail';
import { failureText, reportText } from './plain-text';
import { type Failure, type Report, subjectOf } from './report';
import { ReportMail } from './report-mail';

export interface WrittenMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

export async function writeReport(report: Report): Promise<WrittenMail> {
  return {
    subject: subjectOf(report.title, report.headline),
    html: await render(createElement(ReportMail, { report })),
    text: reportText(report),
  };
}

export async function writeFailure(failure: Failure): Promise<WrittenMail> {
  return {
    subject: subjectOf(failure.title, `the run failed: ${failure.error}`),
    html: await render(createElement(FailureMail, { failure })),
    text: failureText(failure),
  };
}
