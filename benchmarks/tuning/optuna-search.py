"""Optuna's TPE with its own defaults, dimensions together, on a published function: name, trials, seeds (JSON); prints the lowest value of each seed."""
import json
import math
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
name, trials, seeds = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])

HEIGHTS = [1, 1.2, 3, 3.2]
SLOPES = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
PLACES = [
    [1312, 1696, 5569, 124, 8283, 5886],
    [2329, 4135, 8307, 3736, 1004, 9991],
    [2348, 1451, 3522, 2883, 3047, 6650],
    [4047, 8828, 8732, 5743, 1091, 381],
]


def branin(trial):
    x, y = trial.suggest_float("x0", -5, 10), trial.suggest_float("x1", 0, 15)
    bend = y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6
    return bend * bend + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


def hartmann6(trial):
    x = [trial.suggest_float(f"x{i}", 0, 1) for i in range(6)]
    return -sum(
        h * math.exp(-sum(a * (v - 1e-4 * p) ** 2 for a, v, p in zip(slopes, x, places)))
        for h, slopes, places in zip(HEIGHTS, SLOPES, PLACES)
    )


def lowest(seed):
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed, multivariate=True))
    study.optimize({"branin": branin, "hartmann6": hartmann6}[name], n_trials=trials)
    return study.best_value


print(json.dumps([lowest(seed) for seed in seeds]))
