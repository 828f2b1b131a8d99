"""
One case of benchmarks/boosted-trees.bench.ts by one of Python's libraries: takes the job as JSON, writes what it measured as JSON.
Needs numpy, and xgboost, lightgbm or scikit-learn. Threads are set before any of them is loaded.

    python boosted-trees-peers.py '{"library": "lightgbm", "threads": 1, "folder": "...", "seed": 1, "rounds": 300, ...}'
"""

import json
import os
import resource
import sys
import time

job = json.loads(sys.argv[1])
os.environ["OMP_NUM_THREADS"] = str(job["threads"])
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402


def read_case(folder, seed):
    with open(os.path.join(folder, "table.json")) as file:
        table = json.load(file)
    width = len(table["features"]) + 1
    numbers = np.fromfile(os.path.join(folder, "columns.f64"), "<f8").reshape(width, table["rows"])
    split = np.fromfile(os.path.join(folder, f"split-{seed}.u32"), "<u4")
    train, test = split[1 : 1 + split[0]], split[1 + split[0] :]
    take = lambda rows: (np.ascontiguousarray(numbers[:-1, rows].T), numbers[-1, rows].copy())
    return table, take(train), take(test)


class XGBoost:
    def __init__(self, table):
        import xgboost

        self.lib, self.table = xgboost, table
        self.types = ["c" if "categories" in f else "q" for f in table["features"]]

    def matrix(self, x, y=None, quantile=False):
        if quantile:
            return self.lib.QuantileDMatrix(x, y, max_bin=job["bins"], feature_types=self.types, enable_categorical=True)
        return self.lib.DMatrix(x, y, feature_types=self.types, enable_categorical=True)

    def train(self, x, y):
        binary = self.table["task"] == "binary"
        depth = job.get("depth", 0)
        options = {
            "objective": "binary:logistic" if binary else "reg:squarederror",
            "tree_method": "hist",
            "max_bin": job["bins"],
            "eta": job["learningRate"],
            "lambda": 0,
            # A row of squared error has a hessian of 1; XGBoost knows no other least number of samples.
            "min_child_weight": 1e-3 if binary else job["minSamplesLeaf"],
            "nthread": job["threads"],
            "seed": job["seed"],
            **({"max_depth": depth} if depth else {"grow_policy": "lossguide", "max_leaves": job["leaves"], "max_depth": 0}),
        }
        self.model = self.lib.train(options, self.matrix(x, y, quantile=True), job["rounds"])

    def predict(self, x):
        return self.model.inplace_predict(x) if "c" not in self.types else self.model.predict(self.matrix(x))

    def contributions(self, x):
        return self.model.predict(self.matrix(x), pred_contribs=True)


class LightGBM:
    def __init__(self, table):
        import lightgbm

        self.lib, self.table = lightgbm, table
        self.categories = [i for i, f in enumerate(table["features"]) if "categories" in f]

    def train(self, x, y):
        options = {
            "objective": "binary" if self.table["task"] == "binary" else "regression",
            "num_leaves": job["leaves"],
            "max_bin": job["bins"],
            "learning_rate": job["learningRate"],
            "min_data_in_leaf": job["minSamplesLeaf"],
            "num_threads": job["threads"],
            "seed": job["seed"],
            "verbosity": -1,
        }
        data = self.lib.Dataset(x, y, categorical_feature=self.categories, params={"verbosity": -1, "max_bin": job["bins"]})
        self.model = self.lib.train(options, data, job["rounds"])

    def predict(self, x):
        return self.model.predict(x, num_threads=job["threads"])

    def contributions(self, x):
        return self.model.predict(x, pred_contrib=True, num_threads=job["threads"])


class HistGradientBoosting:
    def __init__(self, table):
        from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

        self.binary = table["task"] == "binary"
        self.kind = HistGradientBoostingClassifier if self.binary else HistGradientBoostingRegressor
        self.categories = ["categories" in f for f in table["features"]]

    def train(self, x, y):
        self.model = self.kind(
            max_iter=job["rounds"],
            learning_rate=job["learningRate"],
            max_leaf_nodes=job["leaves"],
            max_bins=job["bins"],
            min_samples_leaf=job["minSamplesLeaf"],
            categorical_features=self.categories,
            early_stopping=False,
            random_state=job["seed"],
        ).fit(x, y)

    def predict(self, x):
        return self.model.predict_proba(x)[:, 1] if self.binary else self.model.predict(x)


libraries = {"xgboost": XGBoost, "lightgbm": LightGBM, "scikit-learn": HistGradientBoosting}


def quality(task, y, predicted):
    if task == "regression":
        return {"rmse": float(np.sqrt(np.mean((y - predicted) ** 2)))}
    p = np.clip(predicted, np.finfo(float).eps, 1 - np.finfo(float).eps)
    _, place, counts = np.unique(predicted, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    positives = int(y.sum())
    area = (ranks[y == 1].sum() - positives * (positives + 1) / 2) / (positives * (len(y) - positives))
    return {"rocAuc": float(area), "logLoss": float(-np.mean(np.where(y == 1, np.log(p), np.log(1 - p))))}


def rate(run, rows):
    """Rows a second of processor time and of wall time, over about a second."""
    run()
    calls, wall, cpu = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - wall < 1:
        run()
        calls += 1
    return {"cpu": calls * rows / (time.process_time() - cpu), "wall": calls * rows / (time.perf_counter() - wall)}


def megabytes():
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


table, (x, y), (test_x, test_y) = read_case(job["folder"], job["seed"])
library = libraries[job["library"]](table)
before, wall, cpu = megabytes(), time.perf_counter(), time.process_time()
library.train(x, y)
answer = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "megabytes": megabytes(), "before": before}
answer.update(quality(table["task"], test_y, library.predict(test_x)))
if job.get("rates"):
    answer["rates"] = {
        str(n): rate(lambda rows=np.ascontiguousarray(test_x[:n]): library.predict(rows), n) for n in (1, 32, 1000)
    }
    if hasattr(library, "contributions"):
        answer["shap"] = rate(lambda rows=np.ascontiguousarray(test_x[:500]): library.contributions(rows), 500)
print(json.dumps(answer))
