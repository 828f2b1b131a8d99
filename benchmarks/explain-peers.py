"""shap's part of explain.bench.ts: python explain-peers.py <folder with trees.json> <bike-sharing-hour.csv>"""
import sys
import time
import warnings

import pandas as pd
import shap
import xgboost
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
table = pd.read_csv(sys.argv[2])
booster = xgboost.Booster(model_file=f"{sys.argv[1]}/trees.json")
x = table[booster.feature_names].astype(float)
rows = x.sample(1000, random_state=1)
explainer = shap.TreeExplainer(booster)
start = time.time()
explainer.shap_values(rows)
print(f"shap TreeExplainer, the same trees: {time.time() - start:.2f} s")
network = make_pipeline(StandardScaler(), MLPRegressor(hidden_layer_sizes=(64, 32), max_iter=20, random_state=1)).fit(x, table["cnt"])
explainer = shap.PermutationExplainer(network.predict, shap.maskers.Independent(x.sample(100, random_state=2), max_samples=100), seed=1)
start = time.time()
explainer(rows, max_evals=2 * x.shape[1] + 1, silent=True)
print(f"shap PermutationExplainer, a network of scikit-learn, one walk forth and back over 100 background rows: {time.time() - start:.2f} s")
