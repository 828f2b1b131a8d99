"""What a person does with MLflow's Python client: tracking, searching, artifacts, logged models. Ends with "all as expected"."""

import math
import os
import tempfile

import mlflow
from mlflow.entities import Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException, RestException

client = mlflow.MlflowClient()


def refuses(code, call):
    try:
        call()
    except MlflowException as error:
        assert error.error_code == code, (error.error_code, code, error)
        return
    raise AssertionError(f"was not refused with {code}")


# Experiments
assert client.get_experiment("0").name == "Default"
experiment = mlflow.set_experiment("bikes")
assert mlflow.set_experiment("bikes").experiment_id == experiment.experiment_id
assert client.get_experiment_by_name("none") is None
refuses("RESOURCE_ALREADY_EXISTS", lambda: client.create_experiment("bikes"))
other = client.create_experiment("other", tags={"team": "a"})
client.set_experiment_tag(other, "team", "b")
assert client.get_experiment(other).tags["team"] == "b"
assert [e.name for e in client.search_experiments(filter_string="tags.team = 'b'")] == ["other"]
assert [e.name for e in client.search_experiments(filter_string="name LIKE 'bi%'")] == ["bikes"]
client.rename_experiment(other, "renamed")
client.delete_experiment(other)
assert client.get_experiment(other).lifecycle_stage == "deleted"
assert [e.name for e in client.search_experiments(view_type=ViewType.DELETED_ONLY)] == ["renamed"]
client.restore_experiment(other)
assert len(client.search_experiments(max_results=1)) == 1

# A run as most people write one
with tempfile.TemporaryDirectory() as folder, mlflow.start_run(run_name="first") as run:
    mlflow.log_param("depth", 6)
    mlflow.log_params({"eta": 0.1, "max/leaves": 31})
    for step in range(5):
        mlflow.log_metric("rmse", 10 - step, step=step)
    mlflow.log_metrics({"mae": 3.5, "bad": math.nan, "far": math.inf}, step=2)
    mlflow.set_tag("team", "bikes")
    mlflow.set_tags({"a": "1", "b": "2"})
    path = os.path.join(folder, "a note ü.txt")
    with open(path, "w") as file:
        file.write("hello")
    mlflow.log_artifact(path, "notes/deep")
    mlflow.log_dict({"x": 1}, "config.json")
    mlflow.log_text("", "empty.txt")
    refuses("INVALID_PARAMETER_VALUE", lambda: client.log_param(run.info.run_id, "depth", 7))
run_id = run.info.run_id
found = client.get_run(run_id)
assert found.info.status == "FINISHED" and found.info.run_name == "first", found.info
assert found.info.end_time >= found.info.start_time
assert found.data.params == {"depth": "6", "eta": "0.1", "max/leaves": "31"}, found.data.params
assert found.data.metrics["rmse"] == 6 and found.data.metrics["mae"] == 3.5
assert math.isnan(found.data.metrics["bad"]) and math.isinf(found.data.metrics["far"])
assert found.data.tags["team"] == "bikes" and found.data.tags["mlflow.user"]
history = client.get_metric_history(run_id, "rmse")
assert [(m.step, m.value) for m in history] == [(s, 10 - s) for s in range(5)], history
client.delete_tag(run_id, "a")
refuses("RESOURCE_DOES_NOT_EXIST", lambda: client.delete_tag(run_id, "a"))
refuses("RESOURCE_DOES_NOT_EXIST", lambda: client.get_run("f" * 32))

# Artifacts
assert sorted((f.path, f.is_dir) for f in client.list_artifacts(run_id)) == [
    ("config.json", False),
    ("empty.txt", False),
    ("notes", True),
]
assert [f.path for f in client.list_artifacts(run_id, "notes/deep")] == ["notes/deep/a note ü.txt"]
with tempfile.TemporaryDirectory() as folder:
    local = client.download_artifacts(run_id, "", folder)
    with open(os.path.join(local, "notes/deep/a note ü.txt")) as file:
        assert file.read() == "hello"
    assert os.path.getsize(os.path.join(local, "empty.txt")) == 0
assert mlflow.artifacts.load_dict(f"runs:/{run_id}/config.json") == {"x": 1}

# Batches
with mlflow.start_run() as batch:
    client.log_batch(
        batch.info.run_id,
        metrics=[Metric("loss", 1 / (i + 1), 1000 + i, i) for i in range(900)],
        params=[Param(f"p{i}", str(i)) for i in range(50)],
        tags=[RunTag(f"t{i}", str(i)) for i in range(50)],
    )
    client.log_batch(batch.info.run_id, metrics=[Metric("loss", 1, 1000, 0)])
assert len(client.get_metric_history(batch.info.run_id, "loss")) == 900
refuses(
    "INVALID_PARAMETER_VALUE",
    lambda: client.log_batch(batch.info.run_id, params=[Param("twice", "1"), Param("twice", "2")]),
)
assert batch.info.run_name

# Data sets of runs
try:
    import pandas

    with mlflow.start_run() as with_data:
        data = mlflow.data.from_pandas(pandas.DataFrame({"x": [1, 2]}), name="tiny")
        mlflow.log_input(data, context="training", tags={"kind": "toy"})
    inputs = client.get_run(with_data.info.run_id).inputs.dataset_inputs
    assert inputs[0].dataset.name == "tiny" and len(inputs[0].tags) == 2, inputs
    named = client.search_runs([experiment.experiment_id], "datasets.name = 'tiny'")
    assert [r.info.run_id for r in named] == [with_data.info.run_id]
except ImportError:
    print("without pandas: inputs are not tried")

# Search
for i in range(4):
    with mlflow.start_run(run_name=f"search {i}", nested=False) as one:
        mlflow.log_metric("score", i)
        mlflow.log_param("kind", "even" if i % 2 == 0 else "odd")


def names(filter_string, **more):
    return [r.info.run_name for r in client.search_runs([experiment.experiment_id], filter_string, **more)]


assert names("metrics.score > 0", order_by=["metrics.score DESC"]) == ["search 3", "search 2", "search 1"]
assert names("params.kind = 'even' and metrics.score >= 2") == ["search 2"]
assert names("tags.mlflow.runName ILIKE 'SEARCH 1'") == ["search 1"]
assert names("attributes.run_name = 'search 0' and attributes.status = 'FINISHED'") == ["search 0"]
assert names(f"attributes.run_id IN ('{run_id}')") == ["first"]
first = client.search_runs([experiment.experiment_id], "metrics.score >= 0", max_results=3)
rest = client.search_runs([experiment.experiment_id], "metrics.score >= 0", max_results=3, page_token=first.token)
assert len(first) == 3 and len(rest) == 1 and not rest.token
refuses("INVALID_PARAMETER_VALUE", lambda: names("metrics.score = 'a'"))
refuses("INVALID_PARAMETER_VALUE", lambda: names("metrics.score > 1 or metrics.score < 0"))
client.delete_run(one.info.run_id)
assert "search 3" not in names("")
assert names("", run_view_type=ViewType.DELETED_ONLY) == ["search 3"]
refuses("INVALID_PARAMETER_VALUE", lambda: client.log_metric(one.info.run_id, "x", 1))
client.restore_run(one.info.run_id)
assert "search 3" in names("")
client.update_run(one.info.run_id, status="KILLED", name="other name")
assert client.get_run(one.info.run_id).info.status == "KILLED"

# Nested runs, a failing one
try:
    with mlflow.start_run() as parent, mlflow.start_run(nested=True) as child:
        raise ValueError("on purpose")
except ValueError:
    pass
assert client.get_run(parent.info.run_id).info.status == "FAILED"
assert client.get_run(child.info.run_id).data.tags["mlflow.parentRunId"] == parent.info.run_id


# A logged model
class Twice(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input: list[float]) -> list[float]:
        return [2 * x for x in model_input]


try:
    with mlflow.start_run() as training:
        info = mlflow.pyfunc.log_model(name="twice", python_model=Twice(), pip_requirements=["mlflow"])
        mlflow.log_metric("rmse", 3.0, model_id=info.model_id)
    assert mlflow.pyfunc.load_model(info.model_uri).predict([1.0, 2.5]) == [2.0, 5.0]
    logged = mlflow.get_logged_model(info.model_id)
    assert logged.status == "READY" and logged.source_run_id == training.info.run_id, logged
    assert [(m.key, m.value) for m in logged.metrics] == [("rmse", 3.0)]
    assert client.get_run(training.info.run_id).outputs.model_outputs[0].model_id == info.model_id
    searched = mlflow.search_logged_models([experiment.experiment_id], "name = 'twice'", output_format="list")
    assert [m.model_id for m in searched] == [info.model_id]
    client.set_logged_model_tags(info.model_id, {"stage": "trial"})
    assert mlflow.get_logged_model(info.model_id).tags["stage"] == "trial"
except ImportError as error:
    print("without", error.name, ": models are not tried")

print("all as expected")
