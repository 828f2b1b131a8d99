"""What a person does with MLflow's model registry. The server holds a model "bikes", version 1, made in a tab. Ends with "all as expected"."""

import os
import tempfile

import mlflow
from mlflow.exceptions import MlflowException

client = mlflow.MlflowClient()


def refuses(code, call):
    try:
        call()
    except MlflowException as error:
        assert error.error_code == code, (error.error_code, code, error)
        return
    raise AssertionError(f"was not refused with {code}")


class Add(mlflow.pyfunc.PythonModel):
    def __init__(self, number):
        self.number = number

    def predict(self, context, model_input: list[float]) -> list[float]:
        return [x + self.number for x in model_input]


def train(number):
    with mlflow.start_run() as run:
        info = mlflow.pyfunc.log_model(name="model", python_model=Add(number), pip_requirements=["mlflow"])
    return run, info


# Registered from a run, from a logged model, while logging
run, info = train(1)
one = mlflow.register_model(f"runs:/{run.info.run_id}/model", "adder", tags={"from": "run"})
assert (one.version, one.status) in [("1", "READY"), (1, "READY")], one
two = mlflow.register_model(train(2)[1].model_uri, "adder")
assert int(two.version) == 2 and two.source.startswith("models:/m-"), two
with mlflow.start_run():
    mlflow.pyfunc.log_model(
        name="model", python_model=Add(3), registered_model_name="adder", pip_requirements=["mlflow"]
    )
assert len(client.search_model_versions("name = 'adder'")) == 3
assert client.get_model_version("adder", "1").tags == {"from": "run"}

# Aliases and loading by them
client.set_registered_model_alias("adder", "champion", "1")
assert mlflow.pyfunc.load_model("models:/adder@champion").predict([1.0]) == [2.0]
client.set_registered_model_alias("adder", "champion", 2)
client.set_registered_model_alias("adder", "champion", 2)
assert mlflow.pyfunc.load_model("models:/adder@champion").predict([1.0]) == [3.0]
assert mlflow.pyfunc.load_model("models:/adder/3").predict([1.0]) == [4.0]
assert mlflow.pyfunc.load_model("models:/adder/latest").predict([1.0]) == [4.0]
assert client.get_model_version("adder", "2").aliases == ["champion"]
assert int(client.get_model_version_by_alias("adder", "champion").version) == 2
refuses("INVALID_PARAMETER_VALUE", lambda: client.get_model_version_by_alias("adder", "nobody"))
refuses("RESOURCE_DOES_NOT_EXIST", lambda: client.set_registered_model_alias("adder", "champion", "77"))
client.set_registered_model_alias("adder", "challenger", "3")
client.delete_registered_model_alias("adder", "challenger")
assert client.get_registered_model("adder").aliases == {"champion": "2"}

# Words
client.update_registered_model("adder", "Adds")
client.update_model_version("adder", "1", "the first")
client.set_registered_model_tag("adder", "team", "a")
client.set_model_version_tag("adder", "1", "ok", "yes")
model = client.get_registered_model("adder")
assert model.description == "Adds" and model.tags == {"team": "a"}, model
assert client.get_model_version("adder", "1").description == "the first"
client.delete_model_version_tag("adder", "1", "ok")
client.delete_registered_model_tag("adder", "team")
assert client.get_registered_model("adder").tags == {}

# Stages
client.transition_model_version_stage("adder", "1", "Production")
client.transition_model_version_stage("adder", "2", "production", archive_existing_versions=True)
assert client.get_model_version("adder", "1").current_stage == "Archived"
assert [int(v.version) for v in client.get_latest_versions("adder", ["Production"])] == [2]
assert mlflow.pyfunc.load_model("models:/adder/Production").predict([1.0]) == [3.0]
refuses("INVALID_PARAMETER_VALUE", lambda: client.transition_model_version_stage("adder", "1", "Nowhere"))

# Search, rename, deletion, refusals
client.create_registered_model("empty", tags={"a": "b"}, description="none yet")
refuses("RESOURCE_ALREADY_EXISTS", lambda: client.create_registered_model("empty"))
refuses("INVALID_PARAMETER_VALUE", lambda: client.create_registered_model("Not a name"))
refuses("RESOURCE_DOES_NOT_EXIST", lambda: client.get_registered_model("nothing"))
refuses("INVALID_PARAMETER_VALUE", lambda: client.create_model_version("empty", "s3://bucket/model"))
found = [m.name for m in client.search_registered_models(order_by=["name DESC"])]
assert found == ["empty", "bikes", "adder"], found
assert [m.name for m in client.search_registered_models("name ILIKE 'EMP%'")] == ["empty"]
assert [m.name for m in client.search_registered_models("tags.a = 'b'")] == ["empty"]
first = client.search_registered_models(max_results=2)
assert len(first) == 2 and len(client.search_registered_models(max_results=2, page_token=first.token)) == 1
assert client.search_model_versions(f"run_id = '{run.info.run_id}'")[0].version in ["1", 1]
client.rename_registered_model("empty", "renamed")
client.delete_registered_model("renamed")
client.delete_model_version("adder", "3")
refuses("RESOURCE_DOES_NOT_EXIST", lambda: client.get_model_version("adder", "3"))

# A model that was made in a tab comes down as a folder in MLflow's format
with tempfile.TemporaryDirectory() as folder:
    local = mlflow.artifacts.download_artifacts("models:/bikes@champion", dst_path=folder)
    assert {"cellar.json", "weights.bin"} <= set(os.listdir(local)), os.listdir(local)
refuses("INVALID_PARAMETER_VALUE", lambda: client.rename_registered_model("bikes", "trikes"))

print("all as expected")
